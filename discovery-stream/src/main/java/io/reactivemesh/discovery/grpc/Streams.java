package io.reactivemesh.discovery.grpc;

import io.grpc.Status;
import io.reactivemesh.discovery.grpc.DiscoveryObserver.Method;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Source;

/** What all response streams of a server have in common: they are observed, and {@link #drain} completes them. Any thread. */
final class Streams {
    private final DiscoveryObserver observer;
    // Not Pekko's SharedKillSwitch: it holds on to every stream that was ever opened with it, until it is thrown.
    private final Set<Runnable> open = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private volatile boolean draining;

    Streams(DiscoveryObserver observer) {
        this.observer = observer;
    }

    /** A stream that is counted, and ended by {@link #drain}. */
    interface Open {
        /**
         * It ended; once.
         *
         * @param code what the client was told; CANCELLED = it left before
         */
        void close(Status.Code code);
    }

    /**
     * A stream begins.
     *
     * @param end called once, from any thread, perhaps before this returns, when it has to complete; must not block
     */
    Open opened(Method method, Runnable end) {
        observer.opened(method);
        open.add(end);
        if (draining) {
            end.run();
        }
        return code -> {
            open.remove(end);
            observer.closed(method, code);
            noteDrained();
        };
    }

    /** A request is answered with a status instead of a stream. */
    void refused(Method method, Status.Code code) {
        observer.refused(method, code);
    }

    /** A message is handed to a stream. */
    void sent(Method method) {
        observer.sent(method);
    }

    /** The messages of a stream that is not one of many. Whether it ended or its client left it is not told apart. */
    <T> Source<T, NotUsed> of(Method method, Source<T, NotUsed> messages) {
        return messages.viaMat(KillSwitches.single(), Keep.right())
                .map(message -> {
                    sent(method);
                    return message;
                })
                .watchTermination((killSwitch, ended) -> {
                    Open stream = opened(method, killSwitch::shutdown);
                    ended.whenComplete(
                            (_, failure) -> stream.close(failure == null ? Status.Code.OK : Statuses.code(failure)));
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
        open.forEach(Runnable::run);
        noteDrained();
        return drained.minimalCompletionStage();
    }

    private void noteDrained() {
        if (draining && open.isEmpty()) {
            drained.complete(null);
        }
    }
}
