package io.reactivemesh.proxy.stack;

import io.reactivemesh.proxy.balance.FailureAccrual.Result;

/** Somebody who judges an endpoint by how its calls end; attached to a call by its {@link Measurement}. Event loop only. */
interface Judge {

    /**
     * A call has ended so that something can be said of its endpoint.
     *
     * @param ticket as attached
     * @param retryAfterNanos how long the endpoint asked to be left alone, 0 = it did not ask
     */
    void judge(long ticket, Result result, long retryAfterNanos);

    /** A call has ended for reasons that have nothing to do with its endpoint. */
    void forget(long ticket);
}
