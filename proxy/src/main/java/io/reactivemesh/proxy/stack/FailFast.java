package io.reactivemesh.proxy.stack;

import java.time.Duration;
import java.util.ArrayDeque;

/**
 * Waits a bounded time for the service below to become ready, then fails at once until it is.
 *
 * <pre>
 *            call while unready            timer
 *   OPEN ──────────────────────► WAITING ─────────► SHUT      waiting calls fail: "service in fail-fast"
 *     ▲                             │                 │       later calls are refused: "service unavailable"
 *     └──────────── ready ──────────┴───── ready ─────┘       waiting calls go down, in order
 * </pre>
 *
 * The timer starts with the first call that finds nothing ready; no timer runs without calls. Readiness is asked on each call
 * and announced by {@link #wake}.
 *
 * @param <C> the kind of call
 */
public final class FailFast<C extends Call> implements Service<C> {

    /** A service that may not be ready to take calls. */
    public interface Gated<C extends Call> extends Service<C> {

        /** Whether a call would find an endpoint now. */
        boolean ready();

        /** A service that is ready while a gate is open. */
        static <C extends Call> Gated<C> of(Service<C> service, Gate gate) {
            return new Gated<>() {
                @Override
                public boolean ready() {
                    return gate.isOpen();
                }

                @Override
                public void call(C call) {
                    service.call(call);
                }
            };
        }
    }

    /** What a call to a queue would find. */
    public enum Room {
        /** It goes down at once, or waits with few others. */
        FREE,
        /** It waits with as many others as there should be, or more. */
        FULL,
        /** It is refused. */
        SHUT
    }

    /** Starts a timer on this event loop. */
    public interface Timer {

        /**
         * Runs {@code task} after {@code delay}.
         *
         * @return cancels the task
         */
        Runnable schedule(Runnable task, Duration delay);
    }

    private enum State {
        OPEN,
        WAITING,
        SHUT
    }

    private final Gated<C> below;
    private final int preferred;
    private final int capacity;
    private final Duration timeout;
    private final Timer timer;
    private final QueueObserver observer;
    private final ArrayDeque<C> waiting = new ArrayDeque<>(0);
    private State state = State.OPEN;
    private Runnable cancelTimer = () -> {};

    /**
     * Creates the layer.
     *
     * @param capacity how many calls may wait; more are refused
     * @param timeout how long the first of them waits
     */
    public FailFast(Gated<C> below, int capacity, Duration timeout, Timer timer, QueueObserver observer) {
        this(below, capacity, capacity, timeout, timer, observer);
    }

    /**
     * Creates the layer where there may be other places to go to.
     *
     * @param preferred how many calls should wait: with more it is {@link Room#FULL}
     * @param capacity how many may wait; more are refused
     * @param timeout how long the first of them waits
     */
    public FailFast(
            Gated<C> below, int preferred, int capacity, Duration timeout, Timer timer, QueueObserver observer) {
        this.below = below;
        this.preferred = preferred;
        this.capacity = capacity;
        this.timeout = timeout;
        this.timer = timer;
        this.observer = observer;
    }

    @Override
    public void call(C call) {
        observer.requested();
        if (below.ready()) {
            observer.passed(0);
            below.call(call);
        } else if (state == State.SHUT || waiting.size() >= capacity) {
            refuse(call, Refusal.UNAVAILABLE);
        } else {
            call.measurement().waits();
            waiting.add(call);
            observer.waiting(waiting.size());
            if (state == State.OPEN) {
                awaitReady();
            }
        }
    }

    private void awaitReady() {
        state = State.WAITING;
        cancelTimer = timer.schedule(this::shut, timeout);
    }

    private void refuse(C call, Refusal refusal) {
        observer.refused();
        call.refuse(refusal);
    }

    /** What a call would find; a distribution looks where there is room first. */
    public Room room() {
        return state == State.SHUT ? Room.SHUT : waiting.size() < preferred ? Room.FREE : Room.FULL;
    }

    /** To be called when the service below may have become ready. */
    public void wake() {
        if (!below.ready()) {
            return;
        }
        if (state == State.WAITING) {
            cancelTimer.run();
        } else if (state == State.SHUT) {
            observer.gateOpened();
        }
        state = State.OPEN;
        while (!waiting.isEmpty() && below.ready()) {
            C call = waiting.remove();
            observer.waiting(waiting.size());
            if (call.isOpen()) {
                observer.passed(call.measurement().waited());
                below.call(call);
            }
        }
        if (!waiting.isEmpty()) {
            awaitReady();
        }
    }

    /** Fails everything that waits; for a stack that is being taken down. */
    public void close() {
        if (state == State.WAITING) {
            cancelTimer.run();
            shut();
        }
    }

    private void shut() {
        state = State.SHUT;
        observer.gateShut();
        for (C call = waiting.poll(); call != null; call = waiting.poll()) {
            observer.waiting(waiting.size());
            if (call.isOpen()) {
                refuse(call, Refusal.FAIL_FAST);
            }
        }
    }
}
