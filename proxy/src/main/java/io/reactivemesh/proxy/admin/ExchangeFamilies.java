package io.reactivemesh.proxy.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The families that count requests and their responses from one point of view. Which of them exist depends on it.
 *
 * @param requests requests, by route; null = not counted
 * @param statuses ended responses, by status
 * @param statusForm which status is shown, and how
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
        StatusForm statusForm,
        String statusLabel,
        boolean errorLabel,
        @Nullable Family requestDuration,
        @Nullable Family responseDuration,
        @Nullable Family requestFrames,
        @Nullable Family responseFrames) {

    /** A status as text. */
    public enum StatusForm {
        /** That of HTTP. */
        HTTP,
        /** That of gRPC by its name. */
        GRPC_NAME,
        /** That of gRPC by its number. */
        GRPC_NUMBER
    }

    private static final double[] FINE_SECONDS = {0.025, 0.05, 0.1, 0.25, 0.5, 1, 10};
    private static final double[] COARSE_SECONDS = {0.05, 0.5, 1, 10};
    private static final double[] FRAME_BYTES = {128, 1024, 10_240};

    /** What an inbound route lets through to the application. */
    public static final ExchangeFamilies INBOUND_HTTP = inbound("http", "HTTP");

    /** What an inbound route of gRPC lets through to the application. */
    public static final ExchangeFamilies INBOUND_GRPC = inbound("grpc", "gRPC");

    /** What an outbound route takes on. */
    public static final ExchangeFamilies OUTBOUND_HTTP_ROUTE = route("http", "HTTP");

    /** What an outbound route sends to one of its backends. */
    public static final ExchangeFamilies OUTBOUND_HTTP_BACKEND = backend("http", "HTTP");

    /** What an outbound route of gRPC takes on. */
    public static final ExchangeFamilies OUTBOUND_GRPC_ROUTE = route("grpc", "gRPC");

    /** What an outbound route of gRPC sends to one of its backends. */
    public static final ExchangeFamilies OUTBOUND_GRPC_BACKEND = backend("grpc", "gRPC");

    private static ExchangeFamilies inbound(String protocol, String name) {
        String prefix = "inbound_" + protocol + "_";
        return new ExchangeFamilies(
                Family.counter(
                        prefix + "requests_total", "Total count of inbound " + name + " requests by route.", true),
                Family.counter(prefix + "statuses_total", "Total count of ended inbound " + name + " responses.", true),
                protocol.equals("grpc") ? StatusForm.GRPC_NUMBER : StatusForm.HTTP,
                "status",
                false,
                Family.seconds(
                        prefix + "request_duration_seconds",
                        "Time from the head of an inbound " + name + " request to the end of its response.",
                        true,
                        FINE_SECONDS),
                Family.seconds(
                        prefix + "response_duration_seconds",
                        "Time from the end of an inbound " + name + " request to the end of its response.",
                        true,
                        COARSE_SECONDS),
                frames(prefix + "request_frame_size_bytes", "inbound " + name + " request"),
                frames(prefix + "response_frame_size_bytes", "inbound " + name + " response"));
    }

    private static StatusForm outbound(String protocol) {
        return protocol.equals("grpc") ? StatusForm.GRPC_NAME : StatusForm.HTTP;
    }

    private static ExchangeFamilies route(String protocol, String name) {
        String prefix = "outbound_" + protocol + "_route_request_";
        return new ExchangeFamilies(
                null,
                Family.counter(
                        prefix + "statuses_total",
                        "Total count of ended outbound " + name + " requests by route.",
                        true),
                outbound(protocol),
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
                outbound(protocol),
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

    List<Family> all() {
        return Family.present(requests, statuses, requestDuration, responseDuration, requestFrames, responseFrames);
    }
}
