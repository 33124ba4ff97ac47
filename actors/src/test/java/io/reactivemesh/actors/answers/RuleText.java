package io.reactivemesh.actors.answers;

import com.google.protobuf.Duration;
import io.reactivemesh.wire.httproute.RequestHeaderModifier;
import io.reactivemesh.wire.httproute.Timeouts;
import io.reactivemesh.wire.httptypes.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** What rules of HTTP and gRPC routes have in common. */
final class RuleText {
    private RuleText() {}

    static void timeouts(StringBuilder line, boolean set, Timeouts timeouts, boolean legacySet, Duration legacy) {
        if (set) {
            line.append(" timeouts");
            BiConsumer<String, Duration> each =
                    (name, value) -> line.append(' ').append(name).append(':').append(WireText.duration(value));
            if (timeouts.hasRequest()) {
                each.accept("request", timeouts.getRequest());
            }
            if (timeouts.hasResponse()) {
                each.accept("response", timeouts.getResponse());
            }
            if (timeouts.hasIdle()) {
                each.accept("idle", timeouts.getIdle());
            }
        }
        if (legacySet != timeouts.hasRequest() || !legacy.equals(timeouts.getRequest())) {
            line.append(" legacy:").append(WireText.duration(legacy));
        }
    }

    static String edit(RequestHeaderModifier edit) {
        return edit(edit.getAdd(), edit.getSet(), edit.getRemoveList());
    }

    static String edit(Headers add, Headers set, List<String> remove) {
        List<String> parts = new ArrayList<>();
        add.getHeadersList()
                .forEach(header -> parts.add(
                        "+" + header.getName() + "=" + header.getValue().toStringUtf8()));
        set.getHeadersList()
                .forEach(header ->
                        parts.add(header.getName() + "=" + header.getValue().toStringUtf8()));
        remove.forEach(name -> parts.add("-" + name));
        return String.join(",", parts);
    }
}
