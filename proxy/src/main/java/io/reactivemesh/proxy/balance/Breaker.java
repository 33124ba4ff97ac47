package io.reactivemesh.proxy.balance;

import io.reactivemesh.proxy.balance.FailureAccrual.Result;
import io.reactivemesh.proxy.balance.FailureAccrual.Tally;
import io.reactivemesh.proxy.balance.FailureAccrual.Trip;
import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Decides when one endpoint is left alone, and when it is tried again. No timer of its own: whoever owns it lets {@link #pause} pass and
 * then calls {@link #tryAgain}.
 *
 * <pre>
 *            the tally trips              the pause is over                admit
 *   OPEN ────────────────────► SHUT ────────────────────► PROBATION ────────────────► PROBING
 *    ▲                          ▲                             ▲                         │ │ │
 *    └──────────────────────────┼──────── success ────────────┼─────────────────────────┘ │ │
 *                               └──────── failure ────────────┼───────────────────────────┘ │
 *                                                             └──────── no verdict ─────────┘
 * </pre>
 *
 * Each call that is admitted gets a ticket, and its verdict counts only for the phase that the ticket is of: what was sent before the
 * endpoint tripped says nothing of how it is now, however late it comes back. Exactly one call is out in PROBING.
 *
 * <p>Where the policy wants some endpoints left in use whatever they do, one that is among the last of them stays OPEN, and is looked at
 * again with its next verdict.
 *
 * <p>Pauses grow with each failed probe ({@link FailureAccrual#backoff}), and start again at the first when the endpoint has recovered.
 * Event loop only.
 */
public final class Breaker {

    /** Where a breaker stands. */
    public enum State {
        /** All calls are admitted. */
        OPEN,
        /** None is. */
        SHUT,
        /** One is. */
        PROBATION,
        /** None is until the one has come back. */
        PROBING
    }

    /** The most that {@code retry-after} can prolong a pause to. */
    private static final Duration MAX_RETRY_AFTER = Duration.ofMinutes(5);

    private final FailureAccrual policy;
    private final IntSupplier ready;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final Tally tally;
    private State state = State.OPEN;
    private Trip reason = Trip.NONE;
    private Duration pause = Duration.ZERO;
    private int pauses;
    private long phase;

    /**
     * Creates an open breaker.
     *
     * @param ready how many endpoints are in use, this one among them
     * @param nanoTime monotonic clock in nanoseconds
     * @param random draws the jitter of pauses
     */
    public Breaker(FailureAccrual policy, IntSupplier ready, LongSupplier nanoTime, RandomGenerator random) {
        this.policy = policy;
        this.ready = ready;
        this.nanoTime = nanoTime;
        this.random = random;
        this.tally = policy.tally();
    }

    /** Where it stands. */
    public State state() {
        return state;
    }

    /** Whether a call may be sent now. */
    public boolean admits() {
        return state == State.OPEN || state == State.PROBATION;
    }

    /** Why it shut last. */
    public Trip reason() {
        return reason;
    }

    /** How long to wait before {@link #tryAgain}, once it is SHUT. */
    public Duration pause() {
        return pause;
    }

    /** Counts a call as sent; {@link #admits} was asked. Returns the ticket to name with its verdict. */
    public long admit() {
        if (state == State.PROBATION) {
            state = State.PROBING;
        }
        return phase;
    }

    /** The pause is over: one call may try. */
    public void tryAgain() {
        if (state == State.SHUT) {
            enter(State.PROBATION);
        }
    }

    /**
     * The verdict on a call.
     *
     * @param ticket of {@link #admit}
     * @param retryAfterNanos how long the endpoint asked to be left alone, 0 = it did not ask
     */
    public void judge(long ticket, Result result, long retryAfterNanos) {
        if (ticket != phase) {
            return;
        }
        if (state == State.OPEN) {
            Trip trip = tally.enter(result, nanoTime.getAsLong());
            if (trip != Trip.NONE && isDispensable()) {
                pauses = 0;
                shut(trip, retryAfterNanos);
            }
        } else if (state == State.PROBING) {
            if (tally.passes(result)) {
                tally.clear();
                enter(State.OPEN);
            } else {
                shut(reason, retryAfterNanos);
            }
        }
    }

    private boolean isDispensable() {
        int least = policy.minReadyEndpoints();
        return least == 0 || ready.getAsInt() > least;
    }

    /** A call has come to nothing that the endpoint could be blamed or praised for. */
    public void forget(long ticket) {
        if (ticket == phase && state == State.PROBING) {
            enter(State.PROBATION);
        }
    }

    private void shut(Trip trip, long retryAfterNanos) {
        reason = trip;
        pauses++;
        pause = policy.backoff().delay(pauses, random);
        if (policy.honorsRetryAfter()) {
            long asked = Math.min(retryAfterNanos, MAX_RETRY_AFTER.toNanos());
            pause = Duration.ofNanos(Math.max(pause.toNanos(), asked));
        }
        enter(State.SHUT);
    }

    private void enter(State next) {
        state = next;
        phase++;
    }
}
