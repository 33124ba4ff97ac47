package io.reactivemesh.discovery.grpc;

import java.io.IOException;
import java.util.Map;

/**
 * The {@code source_workload} of a policy request: who a proxy says it is. JSON <code>{"ns","pod"}</code> or
 * <code>{"ns","external_workload"}</code>, or the older {@code ns:pod}; a trailing newline is normal.
 */
final class SourceWorkload {
    private static final String EXPECTED =
            " (expected: JSON with ns and pod, JSON with ns and external_workload, or NAMESPACE:POD)";

    private SourceWorkload() {}

    /**
     * The namespace of the workload; whether there is such a workload does not matter.
     *
     * @throws Refusal for what can't be read: unlike a context token it decides which routes apply
     */
    static String namespace(String workload) {
        String text = workload.strip();
        if (text.startsWith("{")) {
            Map<String, String> fields = json(text);
            String namespace = fields.get("ns");
            if (namespace == null || !(fields.containsKey("pod") || fields.containsKey("external_workload"))) {
                throw refusal(text);
            }
            return namespace;
        }
        int colon = text.indexOf(':');
        if (colon < 1 || colon == text.length() - 1) {
            throw refusal(text);
        }
        return text.substring(0, colon);
    }

    private static Map<String, String> json(String text) {
        try {
            return JsonFields.of(text);
        } catch (IOException e) {
            throw refusal(text);
        }
    }

    private static Refusal refusal(String text) {
        return Refusal.invalid("source_workload: '" + text + "'" + EXPECTED);
    }
}
