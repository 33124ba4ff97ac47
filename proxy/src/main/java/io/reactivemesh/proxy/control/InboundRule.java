package io.reactivemesh.proxy.control;

import io.reactivemesh.proxy.route.Filters;
import java.util.List;

/**
 * What is done with the inbound requests that a rule of a route matches.
 *
 * @param route the route, for labels
 * @param grpc whether the route speaks of calls of gRPC, for labels
 * @param authorizations the route's own, then its server's; the first that permits a client names its requests. Empty = nobody may
 * @param filters what is done with requests that are let in
 */
public record InboundRule(ResourceRef route, boolean grpc, List<Authorization> authorizations, Filters filters) {

    /** Copies the list. */
    public InboundRule {
        authorizations = List.copyOf(authorizations);
    }
}
