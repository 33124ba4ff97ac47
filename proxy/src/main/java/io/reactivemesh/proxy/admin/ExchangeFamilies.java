package io.reactivemesh.proxy.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The families that count requests and their responses from one point of view. Which of them exist depends on it.
 *
 * @param requests requests, by route; null = not counted
 * @param statuses ended responses, by status
 * @param statusLabel the label that holds the status
 * @param errorLabel whether label {@code error} says what went wrong
 * @param requestDuration from the request's head to the response's end; null = not measured
 * @param responseDuration from the request's end to the response's end; null = not measured
 * @param requestFrames sizes of the pieces in which request bodies came; null = not measured
 * @param responseFrames sizes of the pieces in which response bodies came; null = not measured
 */
public record ExchangeFamilies(
        @Nullable Family requests,
        Family statuses,
        String statusLabel,
        boolean errorLabel,
        @Nullable Family requestDuration,
        @Nullable Family responseDuration,
        @Nullable Family requestFrames,
        @Nullable Family responseFrames) {

    private static final double[] FINE_SECONDS = {0.025, 0.05, 0.1, 0.25, 0.5, 1, 10};
    private static final double[] COARSE_SECONDS = {0.05, 0.5, 1, 10};
    private static final double[] FRAME_BYTES = {128, 1024, 10_240};

    /** What an inbound route lets through to the application. */
    public static final ExchangeFamilies INBOUND_HTTP = new ExchangeFamilies(
            Family.counter("inbound_http_requests_total", "Total count of inbound HTTP requests by route.", true),
            Family.counter("inbound_http_statuses_total", "Total count of ended inbound HTTP responses.", true),
            "status",
            false,
            Family.seconds(
                    "inbound_http_request_duration_seconds",
                    "Time from the head of an inbound HTTP request to the end of its response.",
                    true,
                    FINE_SECONDS),
            Family.seconds(
                    "inbound_http_response_duration_seconds",
                    "Time from the end of an inbound HTTP request to the end of its response.",
                    true,
                    COARSE_SECONDS),
            frames("inbound_http_request_frame_size_bytes", "inbound HTTP request"),
            frames("inbound_http_response_frame_size_bytes", "inbound HTTP response"));

    /** What an outbound route takes on. */
    public static final ExchangeFamilies OUTBOUND_HTTP_ROUTE = new ExchangeFamilies(
            null,
            Family.counter(
                    "outbound_http_route_request_statuses_total",
                    "Total count of ended outbound HTTP requests by route.",
                    true),
            "http_status",
            true,
            Family.seconds(
                    "outbound_http_route_request_duration_seconds",
                    "Time from the head of an outbound HTTP request to the end of its response, by route.",
                    true,
                    COARSE_SECONDS),
            null,
            frames("outbound_http_route_request_frame_size_bytes", "outbound HTTP request"),
            null);

    /** What an outbound route sends to one of its backends. */
    public static final ExchangeFamilies OUTBOUND_HTTP_BACKEND = new ExchangeFamilies(
            Family.counter(
                    "outbound_http_route_backend_requests_total",
                    "Total count of outbound HTTP requests by route and backend.",
                    true),
            Family.counter(
                    "outbound_http_route_backend_response_statuses_total",
                    "Total count of ended outbound HTTP responses by route and backend.",
                    true),
            "http_status",
            true,
            null,
            Family.seconds(
                    "outbound_http_route_backend_response_duration_seconds",
                    "Time from the end of an outbound HTTP request to the end of its response, by route and backend.",
                    true,
                    FINE_SECONDS),
            null,
            frames("outbound_http_route_backend_response_frame_size_bytes", "outbound HTTP response"));

    private static Family frames(String name, String subject) {
        return Family.histogram(
                name, "Sizes of the pieces in which the body of an " + subject + " came.", true, 1, FRAME_BYTES);
    }

    List<Family> all() {
        return Family.present(requests, statuses, requestDuration, responseDuration, requestFrames, responseFrames);
    }
}
