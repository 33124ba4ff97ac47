package io.reactivemesh.proxy.control;

import io.reactivemesh.proxy.route.Filters;
import io.reactivemesh.proxy.stack.Resilience;

/**
 * What is done with the requests that a rule of a route matches.
 *
 * @param route the route, for labels
 * @param grpc whether the route speaks of calls of gRPC, for labels
 * @param filters in front of all backends
 * @param backends with the filters in front of each
 * @param resilience what is done about requests that fail or take too long
 */
public record HttpRule(
        ResourceRef route, boolean grpc, Filters filters, Spread<Filters> backends, Resilience resilience) {

    /** A rule that does nothing about failures. */
    public HttpRule(ResourceRef route, boolean grpc, Filters filters, Spread<Filters> backends) {
        this(route, grpc, filters, backends, Resilience.NONE);
    }
}
