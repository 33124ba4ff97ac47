package io.reactivemesh.discovery.model.outbound;

import java.util.List;

/** A route of connections whose bytes nobody looks at. It has exactly one rule. */
public record OpaqueRoute(PolicyRef metadata, Distribution<OpaqueFilter> backends, List<OpaqueFilter> filters) {
    public OpaqueRoute {
        filters = List.copyOf(filters);
    }
}
