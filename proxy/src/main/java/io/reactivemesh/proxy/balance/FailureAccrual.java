package io.reactivemesh.proxy.balance;

import io.reactivemesh.proxy.ProxyConfig.Backoff;
import java.time.Duration;

/**
 * When an endpoint has failed so often that it is left alone for a while, as a policy says it (proxy API, {@code FailureAccrual}).
 * A value; {@link Breaker} goes by it.
 */
public sealed interface FailureAccrual {

    /** How long a tripped endpoint is left alone: once, and after each failed probe longer. */
    Backoff backoff();

    /** Whether an endpoint that said how long to wait ({@code retry-after}) is left alone at least that long. */
    boolean honorsRetryAfter();

    /** How many endpoints of a balancer are left in use whatever they do; 0 = all may be left alone at a time. */
    int minReadyEndpoints();

    /** An account of what an endpoint does, kept by this policy. */
    Tally tally();

    /**
     * A number of failures in a row. A rate-limited response is a success here.
     *
     * @param maxFailures how many trip, 0 = none ever does
     */
    record Consecutive(int maxFailures, Backoff backoff, int minReadyEndpoints) implements FailureAccrual {

        /** Checks the ranges. */
        public Consecutive {
            atLeast("maxFailures", maxFailures, 0);
            atLeast("minReadyEndpoints", minReadyEndpoints, 0);
        }

        /** A policy that may leave all endpoints alone. */
        public Consecutive(int maxFailures, Backoff backoff) {
            this(maxFailures, backoff, 0);
        }

        @Override
        public boolean honorsRetryAfter() {
            return false;
        }

        @Override
        public Tally tally() {
            return new ConsecutiveFailures(maxFailures);
        }
    }

    /**
     * A number of failures in a row, or too small a share of successes in a sliding window. A rate-limited response counts against
     * the share, and ends a row of failures.
     *
     * @param successRate least share of successes, 0 to 1, rounded to a ten thousandth; 0 = any will do
     * @param window length of the window; at least 10 ms where there is a least share
     * @param minRequests responses that the window must hold before the share counts; 0 is 1
     * @param maxConsecutiveFailures how many in a row trip, 0 = none ever does
     * @param honorsRetryAfter whether {@code retry-after} of the response that trips, or fails a probe, prolongs the pause
     */
    record Unified(
            double successRate,
            Duration window,
            int minRequests,
            int maxConsecutiveFailures,
            Backoff backoff,
            boolean honorsRetryAfter,
            int minReadyEndpoints)
            implements FailureAccrual {

        /** The window that holds where a policy names none. */
        public static final Duration DEFAULT_WINDOW = Duration.ofSeconds(10);

        private static final int MAX_MIN_REQUESTS = 1_000_000;
        private static final Duration MIN_WINDOW = Duration.ofMillis(10);

        /** Checks the ranges. */
        public Unified {
            if (!(successRate >= 0 && successRate <= 1)) {
                throw new IllegalArgumentException("successRate: " + successRate + " (expected: 0 to 1)");
            }
            if (successRate > 0 && window.compareTo(MIN_WINDOW) < 0) {
                throw new IllegalArgumentException("window: " + window + " (expected: at least " + MIN_WINDOW + ")");
            }
            atLeast("minRequests", minRequests, 0);
            if (minRequests > MAX_MIN_REQUESTS) {
                throw new IllegalArgumentException(
                        "minRequests: " + minRequests + " (expected: at most " + MAX_MIN_REQUESTS + ")");
            }
            atLeast("maxConsecutiveFailures", maxConsecutiveFailures, 0);
            atLeast("minReadyEndpoints", minReadyEndpoints, 0);
        }

        /** A policy that may leave all endpoints alone. */
        public Unified(
                double successRate,
                Duration window,
                int minRequests,
                int maxConsecutiveFailures,
                Backoff backoff,
                boolean honorsRetryAfter) {
            this(successRate, window, minRequests, maxConsecutiveFailures, backoff, honorsRetryAfter, 0);
        }

        @Override
        public Tally tally() {
            return new UnifiedTally(this);
        }
    }

    private static void atLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: at least " + least + ")");
        }
    }

    /** What a response says of its endpoint. */
    enum Result {
        /** Well done. */
        SUCCESS,
        /** Not done. */
        FAILURE,
        /** Refused because there was too much: HTTP 429, gRPC RESOURCE_EXHAUSTED. */
        RATE_LIMITED
    }

    /** Why an endpoint is left alone. */
    enum Trip {
        /** It may go on. */
        NONE,
        /** Too many failures in a row. */
        CONSECUTIVE_FAILURES,
        /** Too few successes among the last responses. */
        LOW_SUCCESS_RATE
    }

    /** The account of one endpoint. Event loop only. */
    interface Tally {

        /**
         * Enters a response.
         *
         * @param now nanoseconds, of the clock that all calls name
         */
        Trip enter(Result result, long now);

        /** Whether an endpoint on probation may go on after this. */
        boolean passes(Result result);

        /** Forgets everything. */
        void clear();
    }
}
