package io.reactivemesh.proxy.admin;

import java.util.List;

/**
 * The families that count the retries of routes.
 *
 * @param limitExceeded requests that were retried as often as they may be
 * @param overflow requests whose retry had nowhere to go
 * @param requests retries
 * @param successes requests that were retried and then answered for good
 */
public record RetryFamilies(Family limitExceeded, Family overflow, Family requests, Family successes) {

    /** Routes of HTTP. */
    public static final RetryFamilies HTTP = of("http", "HTTP");

    /** Routes of gRPC. */
    public static final RetryFamilies GRPC = of("grpc", "gRPC");

    private static RetryFamilies of(String protocol, String name) {
        String prefix = "outbound_" + protocol + "_route_retry_";
        return new RetryFamilies(
                Family.counter(
                        prefix + "limit_exceeded_total",
                        "Total count of outbound " + name
                                + " requests that were not retried again, as often as they had been.",
                        true),
                Family.counter(
                        prefix + "overflow_total",
                        "Total count of outbound " + name
                                + " requests that were not retried, as no backend was available.",
                        true),
                Family.counter(
                        prefix + "requests_total", "Total count of retries of outbound " + name + " requests.", true),
                Family.counter(
                        prefix + "successes_total",
                        "Total count of outbound " + name + " requests that were retried and then answered for good.",
                        true));
    }

    List<Family> all() {
        return List.of(limitExceeded, overflow, requests, successes);
    }
}
