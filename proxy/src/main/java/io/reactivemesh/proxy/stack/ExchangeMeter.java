package io.reactivemesh.proxy.stack;

import io.reactivemesh.proxy.admin.Cell;
import io.reactivemesh.proxy.admin.Counter;
import io.reactivemesh.proxy.admin.ExchangeFamilies;
import io.reactivemesh.proxy.admin.ExchangeFamilies.StatusForm;
import io.reactivemesh.proxy.admin.Family;
import io.reactivemesh.proxy.admin.Histogram;
import io.reactivemesh.proxy.admin.Labels;
import io.reactivemesh.proxy.admin.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The meters of the requests that take one way, and of their responses: a route, or a route's backend. Knows no layer but the
 * one that attaches it to a call; what happens to the call it is told by its {@link Measurement}. Event loop only.
 */
public final class ExchangeMeter {

    /** How an exchange ended. */
    private record Outcome(int status, String error) {}

    private record Ended(Outcome outcome, Counter count) {}

    private final Metrics metrics;
    private final Labels labels;
    private final ExchangeFamilies families;
    private final @Nullable Counter requests;
    private final @Nullable Histogram requestDuration;
    private final @Nullable Histogram responseDuration;
    private final @Nullable Histogram requestFrames;
    private final @Nullable Histogram responseFrames;
    private final List<Ended> ended = new ArrayList<>(2);

    /**
     * Resolves the cells.
     *
     * @param labels what names the way, in the order of exposition
     */
    public ExchangeMeter(Metrics metrics, ExchangeFamilies families, Labels labels) {
        this.metrics = metrics;
        this.labels = labels;
        this.families = families;
        this.requests = families.requests() == null ? null : metrics.counter(families.requests(), labels);
        this.requestDuration = histogram(families.requestDuration());
        this.responseDuration = histogram(families.responseDuration());
        this.requestFrames = histogram(families.requestFrames());
        this.responseFrames = histogram(families.responseFrames());
    }

    private @Nullable Histogram histogram(@Nullable Family family) {
        return family == null ? null : metrics.histogram(family, labels);
    }

    /** The layer that measures what goes through it as a route. */
    public <C extends Call> Layer<C> asRoute() {
        return below -> call -> {
            call.measurement().routed(this);
            below.call(call);
        };
    }

    /** The layer that measures each request that goes through it as the route that {@code choice} names. */
    public static <C extends Call> Layer<C> asRoute(Function<C, ExchangeMeter> choice) {
        return below -> call -> {
            call.measurement().routed(choice.apply(call));
            below.call(call);
        };
    }

    /** The layer that measures what goes through it as a backend. */
    public <C extends Call> Layer<C> asBackend() {
        return below -> call -> {
            call.measurement().sentTo(this);
            below.call(call);
        };
    }

    void requested() {
        if (requests != null) {
            requests.increment();
        }
    }

    void requestFrame(int bytes) {
        record(requestFrames, bytes);
    }

    void responseFrame(int bytes) {
        record(responseFrames, bytes);
    }

    /**
     * The exchange is over.
     *
     * @param status of the response, 0 = there was none
     * @param grpcStatus what gRPC says of it; {@link ResponseMeter#NO_GRPC_STATUS} and below = nothing
     * @param error what went wrong, empty = nothing
     * @param sinceRequest nanoseconds since the request's head
     * @param sinceRequestEnd nanoseconds since the request's end
     */
    void ended(int status, int grpcStatus, String error, long sinceRequest, long sinceRequestEnd) {
        int shown = families.statusForm() == StatusForm.HTTP ? status : grpcStatus;
        record(requestDuration, sinceRequest);
        record(responseDuration, sinceRequestEnd);
        for (Ended each : ended) {
            if (each.outcome.status == shown && each.outcome.error.equals(error)) {
                each.count.increment();
                return;
            }
        }
        ended.add(first(new Outcome(shown, error)));
    }

    private Ended first(Outcome outcome) {
        Labels status = labels.and(families.statusLabel(), shown(outcome.status));
        Counter count = metrics.counter(
                families.statuses(), families.errorLabel() ? status.and("error", outcome.error) : status);
        count.increment();
        return new Ended(outcome, count);
    }

    private String shown(int status) {
        return switch (families.statusForm()) {
            case HTTP -> status == 0 ? "" : Integer.toString(status);
            case GRPC_NAME -> GrpcCode.of(status).name();
            case GRPC_NUMBER -> Integer.toString(status < 0 ? GrpcCode.UNKNOWN.number() : status);
        };
    }

    private static void record(@Nullable Histogram histogram, long value) {
        if (histogram != null) {
            histogram.record(value);
        }
    }

    /** Gives all cells up; what they counted stays. */
    public void release() {
        release(requests);
        release(requestDuration);
        release(responseDuration);
        release(requestFrames);
        release(responseFrames);
        ended.forEach(each -> each.count.release());
    }

    private static void release(@Nullable Cell cell) {
        if (cell != null) {
            cell.release();
        }
    }
}
