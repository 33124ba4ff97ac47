package io.reactivemesh.proxy.control;

import io.reactivemesh.proxy.balance.Balancer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One place that a route may send traffic to.
 *
 * @param resource what it stands for, for labels
 * @param queue where traffic waits; null = as configured
 */
public record BackendPolicy(
        ResourceRef resource, Kind kind, @Nullable Queue queue) {

    /** What traffic is sent to. */
    public sealed interface Kind {

        /** This endpoint and no other. */
        record Forward(ProxyEndpoint endpoint) implements Kind {}

        /**
         * The endpoints of an authority, the less loaded of two at a time.
         *
         * @param authority {@code host:port}, as endpoints are looked up
         * @param load how the load of an endpoint is estimated
         */
        record Balanced(String authority, Balancer.Config load) implements Kind {}

        /** Nothing that this proxy knows of. */
        record Nothing() implements Kind {}
    }

    /**
     * Where traffic waits for an endpoint.
     *
     * @param capacity how many may wait, at least 1
     * @param failfast how long the first of them waits
     */
    public record Queue(int capacity, Duration failfast) {}

    /** The endpoints of an authority, with nothing else said of them. */
    public static BackendPolicy balanced(String authority) {
        return new BackendPolicy(
                ResourceRef.of(authority), new Kind.Balanced(authority, Balancer.Config.DEFAULT), null);
    }

    /** A single endpoint, with nothing else said of it. */
    public static BackendPolicy forward(ProxyEndpoint endpoint, ResourceRef resource) {
        return new BackendPolicy(resource, new Kind.Forward(endpoint), null);
    }
}
