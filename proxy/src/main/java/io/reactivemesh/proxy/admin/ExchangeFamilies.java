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
    public static final ExchangeFamilies OUTBOUND_HTTP_ROUTE = route("http", "HTTP");

    /** What an outbound route sends to one of its backends. */
    public static final ExchangeFamilies OUTBOUND_HTTP_BACKEND = backend("http", "HTTP");

    /** What an outbound route of gRPC takes on. */
    public static final ExchangeFamilies OUTBOUND_GRPC_ROUTE = route("grpc", "gRPC");

    /** What an outbound route of gRPC sends to one of its backends. */
    public static final ExchangeFamilies OUTBOUND_GRPC_BACKEND = backend("grpc", "gRPC");

    private static ExchangeFamilies route(String protocol, String name) {
        String prefix = "outbound_" + protocol + "_route_request_";
        return new ExchangeFamilies(
                null,
                Family.counter(
                        prefix + "statuses_total",
                        "Total count of ended outbound " + name + " requests by route.",
                        true),
                protocol + "_status",
                true,
                Family.seconds(
                        prefix + "duration_seconds",
                        "Time from the head of an outbound " + name + " request to the end of its response, by route.",
                        true,
                        COARSE_SECONDS),
                null,
                frames(prefix + "frame_size_bytes", "outbound " + name + " request"),
                null);
    }

    private static ExchangeFamilies backend(String protocol, String name) {
        String prefix = "outbound_" + protocol + "_route_backend_";
        return new ExchangeFamilies(
                Family.counter(
                        prefix + "requests_total",
                        "Total count of outbound " + name + " requests by route and backend.",
                        true),
                Family.counter(
                        prefix + "response_statuses_total",
                        "Total count of ended outbound " + name + " responses by route and backend.",
                        true),
                protocol + "_status",
                true,
                null,
                Family.seconds(
                        prefix + "response_duration_seconds",
                        "Time from the end of an outbound " + name
                                + " request to the end of its response, by route and backend.",
                        true,
                        FINE_SECONDS),
                null,
                frames(prefix + "response_frame_size_bytes", "outbound " + name + " response"));
    }

    private static Family frames(String name, String subject) {
        return Family.histogram(
                name, "Sizes of the pieces in which the body of an " + subject + " came.", true, 1, FRAME_BYTES);
    }

    /** Whether the status shown is gRPC's. */
    public boolean grpc() {
        return statusLabel.equals("grpc_status");
    }

    List<Family> all() {
        return Family.present(requests, statuses, requestDuration, responseDuration, requestFrames, responseFrames);
    }
}
