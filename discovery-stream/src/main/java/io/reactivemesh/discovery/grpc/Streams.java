package io.reactivemesh.discovery.grpc;

import io.reactivemesh.discovery.grpc.DiscoveryObserver.Method;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.KillSwitch;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Source;

/** What all response streams of a server have in common: they are observed, and {@link #drain} completes them. Any thread. */
final class Streams {
    private final DiscoveryObserver observer;
    // Not Pekko's SharedKillSwitch: it holds on to every stream that was ever opened with it, until it is thrown.
    private final Set<KillSwitch> open = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private volatile boolean draining;

    Streams(DiscoveryObserver observer) {
        this.observer = observer;
    }

    <T> Source<T, NotUsed> of(Method method, Source<T, NotUsed> messages) {
        return messages.viaMat(KillSwitches.single(), Keep.right())
                .map(message -> {
                    observer.sent(method);
                    return message;
                })
                .watchTermination((killSwitch, ended) -> {
                    observer.opened(method);
                    open.add(killSwitch);
                    ended.whenComplete((_, _) -> {
                        open.remove(killSwitch);
                        observer.closed(method);
                        noteDrained();
                    });
                    if (draining) {
                        killSwitch.shutdown();
                    }
                    return NotUsed.getInstance();
                });
    }

    /**
     * Completes every stream with status OK, now and from now on. Idempotent.
     *
     * @return completes when no stream is open any more
     */
    CompletionStage<Void> drain() {
        draining = true;
        open.forEach(KillSwitch::shutdown);
        noteDrained();
        return drained.minimalCompletionStage();
    }

    private void noteDrained() {
        if (draining && open.isEmpty()) {
            drained.complete(null);
        }
    }
}
