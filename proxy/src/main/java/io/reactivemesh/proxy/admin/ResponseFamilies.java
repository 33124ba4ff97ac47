package io.reactivemesh.proxy.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The families that count requests and their responses by status and classification, from one point of view.
 *
 * @param requests requests
 * @param responses ended responses
 * @param latency from the request to the first byte of the response's body; null = not measured
 */
public record ResponseFamilies(
        Family requests, Family responses, @Nullable Family latency) {

    /** What an endpoint, or the application, is sent. */
    public static final ResponseFamilies ENDPOINT = new ResponseFamilies(
            ProxyMetrics.REQUEST_TOTAL, ProxyMetrics.RESPONSE_TOTAL, ProxyMetrics.RESPONSE_LATENCY_MS);

    /** What a route of a service profile takes on. */
    public static final ResponseFamilies PROFILE_ROUTE = new ResponseFamilies(
            Family.counter("route_request_total", "Total count of HTTP requests by route of a service profile.", true),
            Family.counter(
                    "route_response_total", "Total count of HTTP responses by route of a service profile.", true),
            ProxyMetrics.latency(
                    "route_response_latency_ms",
                    "Elapsed times between a request's headers being received and its response stream starting, by route of a service profile, in milliseconds."));

    /** The attempts that are made for the requests of a route of a service profile. */
    public static final ResponseFamilies PROFILE_ATTEMPTS = new ResponseFamilies(
            Family.counter(
                    "route_actual_request_total",
                    "Total count of attempts of HTTP requests by route of a service profile.",
                    true),
            Family.counter(
                    "route_actual_response_total",
                    "Total count of responses to attempts of HTTP requests by route of a service profile.",
                    true),
            null);

    List<Family> all() {
        return Family.present(requests, responses, latency);
    }
}
