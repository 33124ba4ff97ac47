package io.reactivemesh.actors.kube;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.api.model.ListMeta;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An API that answers when the test says so. */
final class ScriptedApi implements Api {
    final List<ListCall> lists = new ArrayList<>();
    final List<WatchCall> watches = new ArrayList<>();

    /** A page that was asked for. */
    record ListCall(@Nullable String token, boolean metadataOnly, CompletableFuture<KubeObjectList> page) {
        void answer(String version, @Nullable String next, KubeObject... items) {
            ListMeta metadata = new ListMeta();
            metadata.setResourceVersion(version);
            metadata.setContinue(next);
            page.complete(new KubeObjectList(metadata, List.of(items)));
        }

        void refuse(int code) {
            page.completeExceptionally(refusal(code));
        }
    }

    /** A watch that was asked for. */
    static final class WatchCall implements Watch {
        final String version;
        final Duration life;
        final Listener listener;
        boolean closed;

        WatchCall(String version, Duration life, Listener listener) {
            this.version = version;
            this.life = life;
            this.listener = listener;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Override
    public CompletableFuture<KubeObjectList> list(@Nullable String token, int limit, boolean metadataOnly) {
        ListCall call = new ListCall(token, metadataOnly, new CompletableFuture<>());
        lists.add(call);
        return call.page();
    }

    @Override
    public Watch watch(String version, Duration life, Listener listener) {
        WatchCall call = new WatchCall(version, life, listener);
        watches.add(call);
        return call;
    }

    /** The newest watch. */
    WatchCall watching() {
        return watches.getLast();
    }

    /** Watches that nobody closed. */
    Stream<WatchCall> open() {
        return watches.stream().filter(each -> !each.closed);
    }

    static ApiFailure refusal(int code) {
        return ApiFailure.refused(code, "on command", Duration.ZERO);
    }

    /** An object of namespace {@code red}. */
    static KubeObject object(String name, int version) {
        return new KubeObject(
                "red",
                name,
                String.valueOf(version),
                new KubeObject.Content.Arrived(JsonNodeFactory.instance.objectNode(), null));
    }
}
