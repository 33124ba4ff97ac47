package io.reactivemesh.proxy.control;

import io.reactivemesh.proxy.ProxyConfig.Backoff;
import io.reactivemesh.proxy.ProxyConfig.StreamLimits;
import io.reactivemesh.proxy.grpc.GrpcCall;
import io.reactivemesh.proxy.grpc.GrpcStatus;
import io.reactivemesh.proxy.stack.GrpcCode;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A server-streaming call that is made again whenever it ends.
 *
 * <pre>
 *            start()              first message
 *   IDLE ──────────────► OPENING ───────────────► FLOWING ──► idle, lifetime: OPENING at once
 *                          ▲  │ error, OK end,        │
 *            after a wait  │  │ initial timeout       │ error, OK end
 *                          └──┴─── WAITING ◄──────────┘   wait min..max, exponential in the failures
 *        any ── a terminal status, close() ──► ENDED
 * </pre>
 *
 * <p>Two waits are kept apart. A call that failed although the connection lives backs off exponentially up to the
 * configured maximum: the server does not want this call now. A call that failed with its connection is made again
 * within a second, and then waits inside the channel until there is a connection; how soon that is, is the business of
 * {@link ControlChannel}, which tries once a second. So a restarted control plane is heard within about a second,
 * however long it was away.
 *
 * <p>Confined to the control loop.
 *
 * @param <Q> request
 * @param <R> message
 */
final class WatchStream<Q, R> {

    /** What the server means for good, whatever is asked for: it will never answer this. */
    static final Set<GrpcCode> REFUSALS = EnumSet.of(GrpcCode.INVALID_ARGUMENT, GrpcCode.FAILED_PRECONDITION);

    private static final int WINDOW = 256;

    /** Longest wait after a call that went with its connection: the next one waits for a connection anyway. */
    private static final Duration LONGEST_WITHOUT = ControlChannel.LONGEST_WAIT;

    private final Supplier<GrpcCall<Q, R>> calls;
    private final BooleanSupplier connected;
    private final Q request;
    private final Set<GrpcCode> terminal;
    private final Settings settings;
    private final Timers timers;
    private final Watcher<R> watcher;
    private @Nullable Attempt current;
    private Timers.@Nullable Timer retry;
    private int failures;
    private boolean ended;

    /**
     * @param calls opens one call, waiting for a connection if there is none
     * @param connected whether the connection lives
     * @param terminal the statuses after which the call is not made again
     */
    WatchStream(
            Supplier<GrpcCall<Q, R>> calls,
            BooleanSupplier connected,
            Q request,
            Set<GrpcCode> terminal,
            Settings settings,
            Timers timers,
            Watcher<R> watcher) {
        this.calls = calls;
        this.connected = connected;
        this.request = request;
        this.terminal = terminal;
        this.settings = settings;
        this.timers = timers;
        this.watcher = watcher;
    }

    void start() {
        if (!ended) {
            retry = null;
            watcher.streamStarted();
            Attempt attempt = new Attempt(calls.get());
            current = attempt;
            attempt.begin();
        }
    }

    void close() {
        ended = true;
        if (retry != null) {
            retry.cancel();
        }
        if (current != null) {
            current.drop("no longer watched");
        }
    }

    private void ended(GrpcStatus status) {
        current = null;
        watcher.streamEnded(status);
        if (terminal.contains(status.code())) {
            ended = true;
            watcher.refused(status);
        } else {
            failures++;
            Duration wait = settings.backoff().delay(failures, settings.random());
            boolean refusedByServer = connected.getAsBoolean();
            retry = timers.after(
                    refusedByServer || wait.compareTo(LONGEST_WITHOUT) < 0 ? wait : LONGEST_WITHOUT, this::start);
        }
    }

    /** The bounds of a stream and the waits between two. */
    record Settings(Backoff backoff, StreamLimits limits, RandomGenerator random) {}

    /** Who wants the messages. Called on the control loop. */
    interface Watcher<R> {

        /** The messages that follow come from a new stream. */
        void streamStarted();

        /** One message, in order. */
        void message(R message);

        /** The stream has ended and will be opened again, unless {@link #refused} follows. */
        void streamEnded(GrpcStatus status);

        /** The server will never answer this. */
        void refused(GrpcStatus status);
    }

    /** One call, from its opening to its end. */
    private final class Attempt implements GrpcCall.Listener<R> {

        private final GrpcCall<Q, R> call;
        private boolean live = true;
        private int consumed;
        private boolean answered;
        private Timers.@Nullable Timer initialOrIdle;
        private Timers.@Nullable Timer lifetime;

        Attempt(GrpcCall<Q, R> call) {
            this.call = call;
        }

        void begin() {
            arm(settings.limits().initial(), this::initialExpired);
            if (settings.limits().lifetime() != null) {
                lifetime = timers.after(settings.limits().lifetime(), () -> renew("stream lifetime reached"));
            }
            // One message at a time would hold the server up for each: ask ahead, refill in halves.
            call.request(WINDOW);
            call.start(request, this);
        }

        @Override
        public void message(R message) {
            if (!live) {
                return;
            }
            answered = true;
            failures = 0;
            arm(settings.limits().idle(), () -> renew("stream idle"));
            if (++consumed == WINDOW / 2) {
                consumed = 0;
                call.request(WINDOW / 2);
            }
            watcher.message(message);
        }

        @Override
        public void closed(GrpcStatus status) {
            if (live) {
                stop();
                ended(status);
            }
        }

        void drop(String reason) {
            stop();
            call.cancel(reason);
        }

        private void initialExpired() {
            if (!connected.getAsBoolean()) {
                // The server has not even seen the call.
                arm(settings.limits().initial(), this::initialExpired);
                return;
            }
            drop("no first message");
            ended(new GrpcStatus(GrpcCode.DEADLINE_EXCEEDED, "no first message"));
        }

        private void renew(String reason) {
            if (!answered && !connected.getAsBoolean()) {
                return;
            }
            drop(reason);
            watcher.streamEnded(new GrpcStatus(GrpcCode.OK, reason));
            start();
        }

        private void arm(@Nullable Duration delay, Runnable task) {
            if (initialOrIdle != null) {
                initialOrIdle.cancel();
            }
            initialOrIdle = delay == null ? null : timers.after(delay, task);
        }

        private void stop() {
            live = false;
            arm(null, () -> {});
            if (lifetime != null) {
                lifetime.cancel();
            }
        }
    }
}
