package io.reactivemesh.proxy.control;

import io.reactivemesh.proxy.admin.ControlBalancerFamilies;
import io.reactivemesh.proxy.admin.Counter;
import io.reactivemesh.proxy.admin.Gauge;
import io.reactivemesh.proxy.admin.Histogram;
import io.reactivemesh.proxy.admin.Labels;
import io.reactivemesh.proxy.admin.Metrics;

/** The meters of the balancer over one service's instances, and of the queue above it. Control loop only. */
final class ControlBalancerMeters implements ControlObserver.Balancing {

    private final Gauge endpoints;
    private final Counter adds;
    private final Counter removes;
    private final Counter resets;
    private final Gauge length;
    private final Counter requests;
    private final Histogram latency;

    /** Resolves the cells. */
    ControlBalancerMeters(Metrics metrics, ControlBalancerFamilies families, Labels labels) {
        this.endpoints = metrics.gauge(families.endpoints(), labels);
        this.adds = metrics.counter(families.updates(), labels.and("op", "Add"));
        this.removes = metrics.counter(families.updates(), labels.and("op", "Remove"));
        this.resets = metrics.counter(families.updates(), labels.and("op", "Reset"));
        this.length = metrics.gauge(families.length(), labels);
        this.requests = metrics.counter(families.requests(), labels);
        this.latency = metrics.histogram(families.latency(), labels);
    }

    @Override
    public void endpoints(int count, boolean added, boolean removed) {
        endpoints.set(count);
        if (added) {
            adds.increment();
        }
        if (count == 0) {
            resets.increment();
        } else if (removed) {
            removes.increment();
        }
    }

    @Override
    public void requested() {
        requests.increment();
    }

    @Override
    public void waiting(int count) {
        length.set(count);
    }

    @Override
    public void passed(long waited) {
        latency.record(waited);
    }
}
