package io.reactivemesh.proxy.balance;

import io.reactivemesh.proxy.balance.FailureAccrual.Result;
import io.reactivemesh.proxy.balance.FailureAccrual.Tally;
import io.reactivemesh.proxy.balance.FailureAccrual.Trip;

/** Counts failures in a row; anything else begins a new row. */
final class ConsecutiveFailures implements Tally {

    private final int max;
    private int inARow;

    /** Creates an empty account; {@code max} 0 = it never trips. */
    ConsecutiveFailures(int max) {
        this.max = max;
    }

    @Override
    public Trip enter(Result result, long now) {
        inARow = result == Result.FAILURE ? inARow + 1 : 0;
        return max > 0 && inARow >= max ? Trip.CONSECUTIVE_FAILURES : Trip.NONE;
    }

    @Override
    public boolean passes(Result result) {
        return result != Result.FAILURE;
    }

    @Override
    public void clear() {
        inARow = 0;
    }
}
