package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.admin.Counter;
import io.reactivemesh.proxy.admin.Gauge;
import io.reactivemesh.proxy.stack.QueueObserver;

/** The meters of the queue above one balancer. Event loop only. */
record QueueMeters(Gauge length, Counter requests, Counter opened, Counter shut) implements QueueObserver {

    @Override
    public void requested() {
        requests.increment();
    }

    @Override
    public void waiting(int calls) {
        length.set(calls);
    }

    @Override
    public void gateShut() {
        shut.increment();
    }

    @Override
    public void gateOpened() {
        opened.increment();
    }

    void release() {
        length.release();
        requests.release();
        opened.release();
        shut.release();
    }
}
