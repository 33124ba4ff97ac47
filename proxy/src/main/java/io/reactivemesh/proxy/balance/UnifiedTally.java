package io.reactivemesh.proxy.balance;

import io.reactivemesh.proxy.balance.FailureAccrual.Result;
import io.reactivemesh.proxy.balance.FailureAccrual.Tally;
import io.reactivemesh.proxy.balance.FailureAccrual.Trip;

/** Failures in a row, and the share of successes in a window. When both are too much, the row is named. */
final class UnifiedTally implements Tally {

    private static final int BASIS_POINTS = 10_000;

    private final ConsecutiveFailures row;
    private final SuccessWindow window;
    private final long leastBasisPoints;
    private final int minRequests;

    UnifiedTally(FailureAccrual.Unified policy) {
        this.row = new ConsecutiveFailures(policy.maxConsecutiveFailures());
        this.window = new SuccessWindow(policy.window());
        this.leastBasisPoints = Math.round(policy.successRate() * BASIS_POINTS);
        this.minRequests = Math.max(1, policy.minRequests());
    }

    @Override
    public Trip enter(Result result, long now) {
        window.enter(result == Result.SUCCESS, now);
        if (row.enter(result, now) != Trip.NONE) {
            return Trip.CONSECUTIVE_FAILURES;
        }
        long total = window.total();
        boolean low = total >= minRequests && window.successes() * BASIS_POINTS < leastBasisPoints * total;
        return low ? Trip.LOW_SUCCESS_RATE : Trip.NONE;
    }

    @Override
    public boolean passes(Result result) {
        return result == Result.SUCCESS;
    }

    @Override
    public void clear() {
        row.clear();
        window.clear();
    }
}
