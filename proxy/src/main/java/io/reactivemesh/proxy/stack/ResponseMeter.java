package io.reactivemesh.proxy.stack;

import io.reactivemesh.proxy.admin.Cell;
import io.reactivemesh.proxy.admin.Counter;
import io.reactivemesh.proxy.admin.Family;
import io.reactivemesh.proxy.admin.Histogram;
import io.reactivemesh.proxy.admin.Labels;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.admin.ProxyMetrics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The request meters of one endpoint and one direction: {@code request_total}, {@code response_total}, {@code response_latency_ms}.
 *
 * <p>The cells of a status are resolved when it first occurs; the last status is remembered, so that the usual request finds its
 * cells without a search. Event loop only.
 */
public final class ResponseMeter {

    private record StatusCells(int status, Counter responses, Histogram latency) {}

    private final Metrics metrics;
    private final Labels labels;
    private final Counter requests;
    private final List<StatusCells> byStatus = new ArrayList<>(2);
    private final Map<Integer, Counter> failures = new HashMap<>(0);
    private @Nullable StatusCells last;

    /**
     * Resolves the cells.
     *
     * @param labels direction, target, TLS and endpoint labels, in the order of exposition
     */
    public ResponseMeter(Metrics metrics, Labels labels) {
        this.metrics = metrics;
        this.labels = labels;
        this.requests = metrics.counter(ProxyMetrics.REQUEST_TOTAL, labels);
    }

    /** The layer that counts the requests to one endpoint. It sits on top of the endpoint: failed connects are counted too. */
    public static <C extends Call> Layer<C> layer(ResponseMeter meter) {
        return below -> call -> {
            call.measurement().metered(meter);
            below.call(call);
        };
    }

    void requested() {
        requests.increment();
    }

    void responding(int status, long nanos) {
        cells(status).latency.record(nanos);
    }

    void responded(int status) {
        cells(status).responses.increment();
    }

    /** The response did not end as it should; status 0 = there was no head. */
    void failed(int status) {
        failure(status).increment();
    }

    /** Gives all cells up; what they counted stays. */
    public void release() {
        requests.release();
        byStatus.forEach(cells -> List.<Cell>of(cells.responses, cells.latency).forEach(Cell::release));
        failures.values().forEach(Cell::release);
    }

    private Counter failure(int status) {
        return failures.computeIfAbsent(status, key -> {
            Labels withStatus = key == 0 ? labels : labels.and("status_code", Integer.toString(key));
            Labels outcome = withStatus.and("classification", "failure").and("grpc_status", "");
            return metrics.counter(ProxyMetrics.RESPONSE_TOTAL, outcome.and("error", "unclassified"));
        });
    }

    private StatusCells cells(int status) {
        StatusCells recent = last;
        if (recent != null && recent.status == status) {
            return recent;
        }
        for (StatusCells cells : byStatus) {
            if (cells.status == status) {
                last = cells;
                return cells;
            }
        }
        StatusCells created = create(status);
        byStatus.add(created);
        last = created;
        return created;
    }

    private StatusCells create(int status) {
        Labels withStatus = labels.and("status_code", Integer.toString(status));
        Labels outcome = withStatus
                .and("classification", status < 500 ? "success" : "failure")
                .and("grpc_status", "")
                .and("error", "");
        Family responses = ProxyMetrics.RESPONSE_TOTAL;
        return new StatusCells(
                status,
                metrics.counter(responses, outcome),
                metrics.histogram(ProxyMetrics.RESPONSE_LATENCY_MS, withStatus));
    }
}
