package io.reactivemesh.proxy.stack;

import io.reactivemesh.proxy.admin.Cell;
import io.reactivemesh.proxy.admin.Counter;
import io.reactivemesh.proxy.admin.Family;
import io.reactivemesh.proxy.admin.Histogram;
import io.reactivemesh.proxy.admin.Labels;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.admin.ResponseFamilies;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The meters of requests and responses from one point of view: an endpoint's {@code request_total}, {@code response_total},
 * {@code response_latency_ms}, or those of a service profile's route.
 *
 * <p>The cells of a status are resolved when it first occurs; the last status is remembered, so that the usual request finds its
 * cells without a search. Event loop only.
 */
public final class ResponseMeter {

    /** In place of a gRPC status: the call is not gRPC. */
    static final int NOT_GRPC = -1;

    /** In place of a gRPC status: the response had none. */
    static final int NO_GRPC_STATUS = -2;

    /** How a failure is called that has no name of its own. */
    static final String UNCLASSIFIED = "unclassified";

    /** The responses of one kind. */
    private record Responses(int status, int grpcStatus, boolean failure, Counter counter) {}

    /** How long those of one status took. */
    private record Latency(int status, Histogram histogram) {}

    private record Failure(int status, String error) {}

    private final Metrics metrics;
    private final ResponseFamilies families;
    private final RetryCondition isFailure;
    private final Labels labels;
    private final Counter requests;
    private final List<Responses> byStatus = new ArrayList<>(2);
    private final List<Latency> latencies = new ArrayList<>(2);
    private final Map<Failure, Counter> failures = new HashMap<>(0);
    private @Nullable Responses last;
    private @Nullable Latency lastLatency;

    /**
     * The meter of an endpoint.
     *
     * @param labels direction, target, TLS and endpoint labels, in the order of exposition
     */
    public ResponseMeter(Metrics metrics, Labels labels) {
        this(metrics, ResponseFamilies.ENDPOINT, labels, (status, grpcStatus) -> !isSuccess(status, grpcStatus));
    }

    /**
     * Resolves the cells.
     *
     * @param labels in the order of exposition
     * @param isFailure which responses are classified as failures
     */
    public ResponseMeter(Metrics metrics, ResponseFamilies families, Labels labels, RetryCondition isFailure) {
        this.metrics = metrics;
        this.families = families;
        this.isFailure = isFailure;
        this.labels = labels;
        this.requests = metrics.counter(families.requests(), labels);
    }

    /** The layer that counts the requests to one endpoint. It sits on top of the endpoint: failed connects are counted too. */
    public static <C extends Call> Layer<C> layer(ResponseMeter meter) {
        return below -> call -> {
            call.measurement().metered(meter);
            below.call(call);
        };
    }

    /** The layer that counts each request to an endpoint with the meter that {@code choice} names. */
    public static <C extends Call> Layer<C> layer(Function<C, ResponseMeter> choice) {
        return below -> call -> {
            call.measurement().metered(choice.apply(call));
            below.call(call);
        };
    }

    /** The layer that counts what goes through it, besides the endpoint's own meter. */
    public <C extends Call> Layer<C> counting() {
        return below -> call -> {
            count(call);
            below.call(call);
        };
    }

    /** Counts this call, besides its endpoint's own meter; which of its responses are failures is for this meter to say. */
    public void count(Call call) {
        call.measurement().counted(this);
    }

    /** Which responses are classified as failures. */
    RetryCondition isFailure() {
        return isFailure;
    }

    void requested() {
        requests.increment();
    }

    void responding(int status, long nanos) {
        if (families.latency() != null) {
            latency(status, families.latency()).record(nanos);
        }
    }

    /**
     * A response has ended.
     *
     * @param classes which responses are failures, where the call's route says so; null = as this meter says
     */
    void responded(int status, int grpcStatus, @Nullable RetryCondition classes) {
        boolean failure = (classes == null ? isFailure : classes).matches(status, grpcStatus);
        responses(status, grpcStatus, failure).increment();
    }

    /** The response did not end as it should; status 0 = there was no head. */
    void failed(int status, String error) {
        failures.computeIfAbsent(new Failure(status, error), this::failure).increment();
    }

    /** Gives all cells up; what they counted stays. */
    public void release() {
        requests.release();
        byStatus.forEach(each -> each.counter.release());
        latencies.forEach(each -> each.histogram.release());
        failures.values().forEach(Cell::release);
    }

    private Counter failure(Failure failure) {
        Labels withStatus = failure.status == 0 ? labels : labels.and("status_code", Integer.toString(failure.status));
        Labels outcome = withStatus.and("classification", "failure").and("grpc_status", "");
        return metrics.counter(families.responses(), outcome.and("error", failure.error));
    }

    private Counter responses(int status, int grpcStatus, boolean failure) {
        Responses recent = last;
        if (recent == null || !isOf(recent, status, grpcStatus, failure)) {
            recent = findResponses(status, grpcStatus, failure);
            last = recent;
        }
        return recent.counter;
    }

    private Responses findResponses(int status, int grpcStatus, boolean failure) {
        for (Responses each : byStatus) {
            if (isOf(each, status, grpcStatus, failure)) {
                return each;
            }
        }
        return createResponses(status, grpcStatus, failure);
    }

    private static boolean isOf(Responses responses, int status, int grpcStatus, boolean failure) {
        return responses.status == status && responses.grpcStatus == grpcStatus && responses.failure == failure;
    }

    private Responses createResponses(int status, int grpcStatus, boolean failure) {
        Labels outcome = labels.and("status_code", Integer.toString(status))
                .and("classification", failure ? "failure" : "success")
                .and("grpc_status", grpcStatus == NOT_GRPC ? "" : Integer.toString(shown(grpcStatus)))
                .and("error", "");
        Responses created = new Responses(status, grpcStatus, failure, metrics.counter(families.responses(), outcome));
        byStatus.add(created);
        return created;
    }

    private Histogram latency(int status, Family family) {
        Latency recent = lastLatency;
        if (recent == null || recent.status != status) {
            recent = findLatency(status, family);
            lastLatency = recent;
        }
        return recent.histogram;
    }

    private Latency findLatency(int status, Family family) {
        for (Latency each : latencies) {
            if (each.status == status) {
                return each;
            }
        }
        return createLatency(status, family);
    }

    private Latency createLatency(int status, Family family) {
        Latency created =
                new Latency(status, metrics.histogram(family, labels.and("status_code", Integer.toString(status))));
        latencies.add(created);
        return created;
    }

    /** gRPC's own word counts; a gRPC response without one is called UNKNOWN and not held against the endpoint. */
    static boolean isSuccess(int status, int grpcStatus) {
        return switch (grpcStatus) {
            case NOT_GRPC -> status < 500;
            case 2, 4, 7, 13, 14, 15 -> false;
            default -> true;
        };
    }

    private static int shown(int grpcStatus) {
        return grpcStatus == NO_GRPC_STATUS ? 2 : grpcStatus;
    }
}
