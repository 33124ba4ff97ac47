package io.reactivemesh.discovery.model.outbound;

import java.time.Duration;

/** When an endpoint is no longer sent to. */
public sealed interface FailureAccrual {
    /** After so many failures in a row. */
    record Consecutive(int maxFailures, Backoff backoff) implements FailureAccrual {}

    /**
     * After so many failures in a row, or when too few requests of a time succeed.
     *
     * @param threshold 0..1, the least rate of success
     * @param window the time that the rate is of
     * @param minRequests below which the rate means nothing
     */
    record Unified(double threshold, Duration window, int minRequests, int maxConsecutive, Backoff backoff)
            implements FailureAccrual {}
}
