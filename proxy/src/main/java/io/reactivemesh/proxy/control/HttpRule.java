package io.reactivemesh.proxy.control;

import io.reactivemesh.proxy.route.Filters;

/**
 * What is done with the requests that a rule of a route matches.
 *
 * @param route the route, for labels
 * @param grpc whether the route speaks of calls of gRPC, for labels
 * @param filters in front of all backends
 * @param backends with the filters in front of each
 */
public record HttpRule(ResourceRef route, boolean grpc, Filters filters, Spread<Filters> backends) {}
