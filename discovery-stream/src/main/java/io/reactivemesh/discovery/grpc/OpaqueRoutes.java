package io.reactivemesh.discovery.grpc;

import io.reactivemesh.discovery.model.outbound.Distribution;
import io.reactivemesh.discovery.model.outbound.OpaqueFilter;
import io.reactivemesh.wire.opaqueroute.Forbidden;
import io.reactivemesh.wire.outbound.OpaqueRoute;
import java.util.List;

/** Opaque routes on the wire. */
final class OpaqueRoutes {
    private OpaqueRoutes() {}

    static OpaqueRoute toWire(io.reactivemesh.discovery.model.outbound.OpaqueRoute route) {
        OpaqueRoute.Rule.Builder rule = OpaqueRoute.Rule.newBuilder().setBackends(toWire(route.backends()));
        route.filters().forEach(filter -> rule.addFilters(toWire(filter)));
        return OpaqueRoute.newBuilder()
                .setMetadata(References.toWire(route.metadata()))
                .addRules(rule)
                .build();
    }

    private static OpaqueRoute.Filter toWire(OpaqueFilter filter) {
        return switch (filter) {
            case FORBIDDEN ->
                OpaqueRoute.Filter.newBuilder()
                        .setForbidden(Forbidden.getDefaultInstance())
                        .build();
        };
    }

    private static OpaqueRoute.Distribution toWire(Distribution<OpaqueFilter> distribution) {
        OpaqueRoute.Distribution.Builder wire = OpaqueRoute.Distribution.newBuilder();
        switch (distribution) {
            case Distribution.Empty<OpaqueFilter> _ ->
                wire.setEmpty(OpaqueRoute.Distribution.Empty.getDefaultInstance());
            case Distribution.FirstAvailable<OpaqueFilter>(List<Distribution.RouteBackend<OpaqueFilter>> backends) ->
                wire.setFirstAvailable(OpaqueRoute.Distribution.FirstAvailable.newBuilder()
                        .addAllBackends(
                                backends.stream().map(OpaqueRoutes::toWire).toList()));
            case Distribution.RandomAvailable<OpaqueFilter>(List<Distribution.Weighted<OpaqueFilter>> backends) ->
                wire.setRandomAvailable(OpaqueRoute.Distribution.RandomAvailable.newBuilder()
                        .addAllBackends(backends.stream()
                                .map(weighted -> OpaqueRoute.WeightedRouteBackend.newBuilder()
                                        .setBackend(toWire(weighted.backend()))
                                        .setWeight(weighted.weight())
                                        .build())
                                .toList()));
        }
        return wire.build();
    }

    private static OpaqueRoute.RouteBackend toWire(Distribution.RouteBackend<OpaqueFilter> backend) {
        OpaqueRoute.RouteBackend.Builder wire =
                OpaqueRoute.RouteBackend.newBuilder().setBackend(Backends.toWire(backend.backend()));
        backend.filters().forEach(filter -> wire.addFilters(toWire(filter)));
        return wire.build();
    }
}
