package io.reactivemesh.proxy.admin;

import java.util.List;

/** The cells of one balancer and of the queue above it, whatever it balances and wherever it waits. One thread at a time. */
public final class BalancerCells {

    private final Gauge endpoints;
    private final Counter adds;
    private final Counter removes;
    private final Counter resets;
    private final Gauge length;
    private final Counter requests;
    private final Histogram latency;

    /** Resolves the cells. */
    public BalancerCells(Metrics metrics, BalancerFamilies families, Labels labels) {
        this.endpoints = metrics.gauge(families.endpoints(), labels);
        this.adds = metrics.counter(families.updates(), labels.and("op", "Add"));
        this.removes = metrics.counter(families.updates(), labels.and("op", "Remove"));
        this.resets = metrics.counter(families.updates(), labels.and("op", "Reset"));
        this.length = metrics.gauge(families.length(), labels);
        this.requests = metrics.counter(families.requests(), labels);
        this.latency = metrics.histogram(families.latency(), labels);
    }

    /**
     * The endpoints have changed.
     *
     * @param count how many there are now
     */
    public void updated(int count, boolean added, boolean removed) {
        endpoints.set(count);
        if (added) {
            adds.increment();
        } else if (count == 0) {
            resets.increment();
        } else if (removed) {
            removes.increment();
        }
    }

    /** A call has come, to wait or not. */
    public void requested() {
        requests.increment();
    }

    /** So many calls wait now. */
    public void waiting(int calls) {
        length.set(calls);
    }

    /**
     * A call has left the queue.
     *
     * @param waited nanoseconds; 0 when it did not have to
     */
    public void passed(long waited) {
        latency.record(waited);
    }

    /** Gives all cells up; what they counted stays. */
    public void release() {
        List.of(endpoints, adds, removes, resets, length, requests, latency).forEach(Cell::release);
    }
}
