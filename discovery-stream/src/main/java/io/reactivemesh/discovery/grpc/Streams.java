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
    private final Set<End> open = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private volatile boolean draining;

    Streams(DiscoveryObserver observer) {
        this.observer = observer;
    }

    /** Has a stream complete; called from any thread, at most twice; must not block. */
    interface End {
        void end();
    }

    /**
     * A stream begins.
     *
     * @param end of this stream alone; called before this returns when the server is draining
     */
    void opened(Method method, End end) {
        observer.opened(method);
        open.add(end);
        if (draining) {
            end.end();
        }
    }

    /**
     * A stream ended; once for each that was opened.
     *
     * @param code what the client was told; CANCELLED = it left before
     */
    void closed(Method method, Status.Code code, End end) {
        open.remove(end);
        observer.closed(method, code);
        noteDrained();
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
                    End end = killSwitch::shutdown;
                    opened(method, end);
                    ended.whenComplete((_, failure) ->
                            closed(method, failure == null ? Status.Code.OK : Statuses.code(failure), end));
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
        open.forEach(End::end);
        noteDrained();
        return drained.minimalCompletionStage();
    }

    private void noteDrained() {
        if (draining && open.isEmpty()) {
            drained.complete(null);
        }
    }
}
