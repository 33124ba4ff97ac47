package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.admin.Counter;
import io.reactivemesh.proxy.admin.Labels;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.admin.TcpRouteFamilies;
import io.reactivemesh.proxy.stack.Layer;
import io.reactivemesh.proxy.stack.Refusal;
import io.reactivemesh.proxy.stack.TcpCall;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts the relayed connections that take one route. Event loop only. */
final class TcpRouteMeter {

    private final Metrics metrics;
    private final TcpRouteFamilies families;
    private final Labels labels;
    private final Counter opened;
    private final Map<String, Counter> closed = new HashMap<>(2);
    private int open;
    private boolean given;

    /**
     * Resolves the cells.
     *
     * @param labels parent, route and target
     */
    TcpRouteMeter(Metrics metrics, TcpRouteFamilies families, Labels labels) {
        this.metrics = metrics;
        this.families = families;
        this.labels = labels;
        this.opened = metrics.counter(families.opened(), labels);
        closed("");
    }

    private Counter closed(String error) {
        return closed.computeIfAbsent(error, key -> metrics.counter(families.closed(), labels.and("error", key)));
    }

    Layer<TcpCall> layer() {
        return below -> call -> {
            opened.increment();
            open++;
            call.whenEnded(this::ended);
            below.call(call);
        };
    }

    Measured<TcpCall> measured() {
        return new Measured<>(layer(), this::release);
    }

    private void ended(@Nullable Refusal refusal) {
        closed(refusal == null ? "" : shown(refusal.error())).increment();
        open--;
        releaseIfIdle();
    }

    private static String shown(String error) {
        return switch (error) {
            case "forbidden", "invalid_backend", "invalid_policy" -> error;
            default -> "unexpected";
        };
    }

    /** Gives the cells up once nothing is open: connections outlive the route that they took. */
    void release() {
        given = true;
        releaseIfIdle();
    }

    private void releaseIfIdle() {
        if (given && open == 0) {
            opened.release();
            closed.values().forEach(Counter::release);
            closed.clear();
        }
    }
}
