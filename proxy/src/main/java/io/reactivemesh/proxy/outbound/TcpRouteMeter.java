package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.admin.Counter;
import io.reactivemesh.proxy.admin.Labels;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.admin.ProxyMetrics;
import io.reactivemesh.proxy.stack.TcpCall;

/** Counts the opaque connections that take one route. Event loop only. */
final class TcpRouteMeter {

    private final Counter opened;
    private final Counter closed;
    private final Counter failed;
    private int open;
    private boolean given;

    /**
     * Resolves the cells.
     *
     * @param labels parent, route and target
     */
    TcpRouteMeter(Metrics metrics, Labels labels) {
        this.opened = metrics.counter(ProxyMetrics.OUTBOUND_TCP_ROUTE_OPEN_TOTAL, labels);
        this.closed = metrics.counter(ProxyMetrics.OUTBOUND_TCP_ROUTE_CLOSE_TOTAL, labels.and("error", ""));
        this.failed = metrics.counter(ProxyMetrics.OUTBOUND_TCP_ROUTE_CLOSE_TOTAL, labels.and("error", "unexpected"));
    }

    Measured<TcpCall> measured() {
        return new Measured<>(
                below -> call -> {
                    opened.increment();
                    open++;
                    call.whenEnded(this::ended);
                    below.call(call);
                },
                () -> {
                    given = true;
                    releaseIfIdle();
                });
    }

    private void ended(boolean refused) {
        (refused ? failed : closed).increment();
        open--;
        releaseIfIdle();
    }

    /** Connections outlive the route that they took. */
    private void releaseIfIdle() {
        if (given && open == 0) {
            opened.release();
            closed.release();
            failed.release();
        }
    }
}
