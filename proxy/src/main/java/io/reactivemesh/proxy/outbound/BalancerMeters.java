package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.admin.BalancerCells;
import io.reactivemesh.proxy.admin.Cell;
import io.reactivemesh.proxy.admin.Counter;
import io.reactivemesh.proxy.admin.GatedBalancerFamilies;
import io.reactivemesh.proxy.admin.Gauge;
import io.reactivemesh.proxy.admin.Labels;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.admin.ProxyMetrics;
import io.reactivemesh.proxy.balance.FailureAccrual.Trip;
import io.reactivemesh.proxy.stack.BreakerObserver;
import io.reactivemesh.proxy.stack.FailFastLog;
import io.reactivemesh.proxy.stack.QueueObserver;
import io.reactivemesh.proxy.stack.StackMeter;
import io.reactivemesh.proxy.stack.TargetLabels;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The meters of one balancer and of the queue above it. Event loop only. */
final class BalancerMeters implements QueueObserver {

    private static final Logger LOG = LoggerFactory.getLogger(BalancerMeters.class);

    private final Metrics metrics;
    private final Labels labels;
    private final Map<Trip, Counter> trips = new EnumMap<>(Trip.class);
    private final InstantSource clock;
    private final StackMeter stack;
    private final BalancerCells cells;
    private final @Nullable Gauge ready;
    private final @Nullable Gauge pending;
    private final Counter opened;
    private final Counter shut;
    private final Gauge openTime;
    private final Gauge shutTime;
    private final Gauge timeout;

    /**
     * Resolves the cells; the queue's gate is open from the start.
     *
     * @param labels parent and backend
     * @param failfast how long calls wait before the gate is shut
     * @param clock for the moments at which the gate changes
     * @param stack of the kind of stack that a balancer is
     */
    BalancerMeters(
            Metrics metrics,
            GatedBalancerFamilies families,
            Labels labels,
            Duration failfast,
            InstantSource clock,
            StackMeter stack) {
        this.metrics = metrics;
        this.labels = labels;
        this.clock = clock;
        this.stack = stack;
        this.cells = new BalancerCells(metrics, families.balancer(), labels);
        this.ready = families.states() == null
                ? null
                : metrics.gauge(families.states(), labels.and("endpoint_state", "ready"));
        this.pending = families.states() == null
                ? null
                : metrics.gauge(families.states(), labels.and("endpoint_state", "pending"));
        this.opened = metrics.counter(families.opened(), labels);
        this.shut = metrics.counter(families.shut(), labels);
        this.openTime = metrics.gauge(families.openTime(), labels);
        this.shutTime = metrics.gauge(families.shutTime(), labels);
        this.timeout = metrics.gauge(families.timeout(), labels);
        timeout.set(failfast.toMillis());
        stack.created();
        gateOpened();
    }

    /**
     * Discovery has changed the endpoints.
     *
     * @param count how many there are now
     */
    void updated(int count, boolean added, boolean removed) {
        cells.updated(count, added, removed);
    }

    /** So many endpoints can be called, and so many cannot at the moment. */
    void states(int readyCount, int pendingCount) {
        if (ready != null && pending != null) {
            ready.set(readyCount);
            pending.set(pendingCount);
        }
    }

    /** Tells and counts how often this endpoint is left alone because it fails. */
    BreakerObserver breaker(InetSocketAddress endpoint) {
        return new BreakerObserver() {
            @Override
            public void shut(Trip reason, Duration pause) {
                trips.computeIfAbsent(reason, BalancerMeters.this::trips).increment();
                LOG.atInfo()
                        .addKeyValue(LogKeys.ENDPOINT, TargetLabels.text(endpoint))
                        .addKeyValue(LogKeys.REASON, reason)
                        .addKeyValue(LogKeys.PAUSE, pause)
                        .log("Circuit breaker tripped: the endpoint is left alone");
            }

            @Override
            public void opened() {
                LOG.atInfo()
                        .addKeyValue(LogKeys.ENDPOINT, TargetLabels.text(endpoint))
                        .log("Circuit breaker: the endpoint has recovered");
            }
        };
    }

    private Counter trips(Trip reason) {
        Labels named = labels.and("reason", reason.name().toLowerCase(Locale.ROOT));
        return metrics.counter(ProxyMetrics.MESH_OUTBOUND_HTTP_BREAKER_TRIPS_TOTAL, named);
    }

    @Override
    public void requested() {
        cells.requested();
    }

    @Override
    public void waiting(int calls) {
        cells.waiting(calls);
    }

    @Override
    public void passed(long waited) {
        cells.passed(waited);
        stack.passed(waited);
    }

    @Override
    public void refused() {
        stack.refused();
    }

    @Override
    public void gateShut() {
        FailFastLog.entered(labels);
        shut.increment();
        openTime.set(0);
        shutTime.set(clock.millis());
    }

    @Override
    public void gateOpened() {
        FailFastLog.exited(labels);
        opened.increment();
        openTime.set(clock.millis());
        shutTime.set(0);
    }

    /** Gives all cells up; what they counted stays. */
    void release() {
        stack.dropped();
        cells.release();
        List.of(opened, shut, openTime, shutTime, timeout).forEach(Cell::release);
        trips.values().forEach(Counter::release);
        if (ready != null && pending != null) {
            ready.release();
            pending.release();
        }
    }
}
