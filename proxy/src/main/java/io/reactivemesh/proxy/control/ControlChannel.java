package io.reactivemesh.proxy.control;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.reactivemesh.proxy.ProxyConfig.Backoff;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The connection to one control-plane service, kept up.
 *
 * <p>gRPC's own wait between connection attempts grows to two minutes and can't be set, so that a control plane that
 * was away for a while would be found long after its return. Here a lost connection is tried again after
 * {@code min, 2 min, …}, at most {@link #LONGEST_WAIT} apart, with jitter, for as long as it takes: an attempt is one
 * SYN, and after a restart a removed endpoint must stop getting traffic within two seconds.
 *
 * <p>Confined to the control loop, but for {@link #connected} and {@link #lostNanos}, which any thread may ask.
 */
final class ControlChannel {

    static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private static final long NEVER = Long.MIN_VALUE;

    private final CompletableFuture<ManagedChannel> opened = new CompletableFuture<>();
    private final Backoff backoff;
    private final RandomGenerator random;
    private final ControlLoop loop;
    private final ControlObserver observer;
    private int failures;
    private boolean everConnected;
    private boolean connected;
    private volatile long lostAt = NEVER;
    private Timers.@Nullable Timer nudge;

    ControlChannel(Backoff backoff, RandomGenerator random, ControlLoop loop, ControlObserver observer) {
        Duration longest = backoff.max().compareTo(LONGEST_WAIT) < 0 ? backoff.max() : LONGEST_WAIT;
        Duration shortest = backoff.min().compareTo(longest) < 0 ? backoff.min() : longest;
        this.backoff = new Backoff(shortest, longest, backoff.jitter());
        this.random = random;
        this.loop = loop;
        this.observer = observer;
    }

    /** Connects, and from then on watches the connection. Comes before anything else. */
    void open(ManagedChannel channel) {
        opened.complete(channel);
        follow();
    }

    private ManagedChannel channel() {
        return opened.join();
    }

    void close() {
        cancelNudge();
        channel().shutdownNow();
    }

    boolean connected() {
        return channel().getState(false) == ConnectivityState.READY;
    }

    /** How long the connection has been lost; 0 while it lives, and before it first did. Any thread. */
    long lostNanos() {
        long since = lostAt;
        return since == NEVER ? 0 : loop.nanoTime() - since;
    }

    /** A call that waits for a connection when there is none. */
    <Q, R> ClientCall<Q, R> call(MethodDescriptor<Q, R> method) {
        return channel().newCall(method, CallOptions.DEFAULT.withWaitForReady());
    }

    /** A call that waits for a connection when there is none, and fails when it is not over by then. */
    <Q, R> ClientCall<Q, R> call(MethodDescriptor<Q, R> method, Duration longest) {
        return channel()
                .newCall(
                        method,
                        CallOptions.DEFAULT
                                .withWaitForReady()
                                .withDeadlineAfter(longest.toNanos(), TimeUnit.NANOSECONDS));
    }

    private void follow() {
        ConnectivityState state = channel().getState(true);
        switch (state) {
            case READY -> up();
            case TRANSIENT_FAILURE -> {
                down();
                scheduleNudge();
            }
            case IDLE, CONNECTING -> down();
            case SHUTDOWN -> cancelNudge();
        }
        if (state != ConnectivityState.SHUTDOWN) {
            channel().notifyWhenStateChanged(state, () -> loop.execute(this::follow));
        }
    }

    private void up() {
        cancelNudge();
        failures = 0;
        if (!connected) {
            connected = true;
            lostAt = NEVER;
            observer.connected(everConnected);
            everConnected = true;
        }
    }

    private void down() {
        if (connected) {
            connected = false;
            lostAt = loop.nanoTime();
            observer.lost();
        }
    }

    /** The state stays TRANSIENT_FAILURE through further attempts, so each nudge schedules the next. */
    private void scheduleNudge() {
        cancelNudge();
        failures++;
        nudge = loop.timers().after(backoff.delay(failures, random), () -> {
            channel().resetConnectBackoff();
            if (channel().getState(true) == ConnectivityState.TRANSIENT_FAILURE) {
                scheduleNudge();
            }
        });
    }

    private void cancelNudge() {
        if (nudge != null) {
            nudge.cancel();
            nudge = null;
        }
    }
}
