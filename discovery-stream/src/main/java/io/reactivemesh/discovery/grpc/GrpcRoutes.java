package io.reactivemesh.discovery.grpc;

import io.reactivemesh.discovery.model.outbound.Distribution;
import io.reactivemesh.discovery.model.outbound.GrpcFilter;
import io.reactivemesh.discovery.model.outbound.Retry;
import io.reactivemesh.discovery.model.outbound.Retry.GrpcCode;
import io.reactivemesh.discovery.model.outbound.Route;
import io.reactivemesh.discovery.model.outbound.RpcMatch;
import io.reactivemesh.discovery.model.outbound.Rule;
import io.reactivemesh.discovery.model.outbound.Timeouts;
import io.reactivemesh.wire.grpcroute.GrpcFailureInjector;
import io.reactivemesh.wire.grpcroute.GrpcRouteMatch;
import io.reactivemesh.wire.grpcroute.GrpcRpcMatch;
import io.reactivemesh.wire.outbound.GrpcRoute;
import java.util.List;

/** gRPC routes on the wire. */
final class GrpcRoutes {
    private GrpcRoutes() {}

    static GrpcRoute toWire(Route<RpcMatch, GrpcFilter> route) {
        GrpcRoute.Builder wire = GrpcRoute.newBuilder().setMetadata(References.toWire(route.metadata()));
        route.hosts().forEach(host -> wire.addHosts(RouteParts.toWire(host)));
        route.rules().forEach(rule -> wire.addRules(toWire(rule)));
        return wire.build();
    }

    @SuppressWarnings("deprecation") // Older proxies read the request timeout nowhere else.
    private static GrpcRoute.Rule toWire(Rule<RpcMatch, GrpcFilter> rule) {
        GrpcRoute.Rule.Builder wire = GrpcRoute.Rule.newBuilder()
                .setBackends(toWire(rule.backends()))
                .setAllowL5DRequestHeaders(rule.overridable());
        rule.matches().forEach(match -> wire.addMatches(toWire(match)));
        rule.filters().forEach(filter -> wire.addFilters(toWire(filter)));
        if (!rule.timeouts().equals(Timeouts.NONE)) {
            wire.setTimeouts(RouteParts.toWire(rule.timeouts()));
        }
        RouteParts.limit(rule.timeouts().request(), wire::setRequestTimeout);
        if (rule.retry() != null) {
            wire.setRetry(toWire(rule.retry()));
        }
        return wire.build();
    }

    /** Always with an rpc part: without one proxies refuse the whole policy. */
    private static GrpcRouteMatch toWire(RpcMatch match) {
        GrpcRpcMatch.Builder rpc = GrpcRpcMatch.newBuilder();
        if (match.service() != null) {
            rpc.setService(match.service());
        }
        if (match.method() != null) {
            rpc.setMethod(match.method());
        }
        GrpcRouteMatch.Builder wire = GrpcRouteMatch.newBuilder().setRpc(rpc);
        match.headers().forEach(header -> wire.addHeaders(RouteParts.header(header)));
        return wire.build();
    }

    private static GrpcRoute.Retry toWire(Retry retry) {
        GrpcRoute.Retry.Builder wire = GrpcRoute.Retry.newBuilder()
                .setMaxRetries(retry.limit())
                .setMaxRequestBytes(Retry.MAX_REQUEST_BYTES)
                .setBackoff(Policies.toWire(Retry.BACKOFF))
                .setConditions(GrpcRoute.Retry.Conditions.newBuilder()
                        .setCancelled(retry.codes().contains(GrpcCode.CANCELLED))
                        .setDeadineExceeded(retry.codes().contains(GrpcCode.DEADLINE_EXCEEDED))
                        .setResourceExhausted(retry.codes().contains(GrpcCode.RESOURCE_EXHAUSTED))
                        .setInternal(retry.codes().contains(GrpcCode.INTERNAL))
                        .setUnavailable(retry.codes().contains(GrpcCode.UNAVAILABLE)));
        if (retry.timeout() != null) {
            wire.setTimeout(Durations.toWire(retry.timeout()));
        }
        return wire.build();
    }

    private static GrpcRoute.Filter toWire(GrpcFilter filter) {
        GrpcRoute.Filter.Builder wire = GrpcRoute.Filter.newBuilder();
        switch (filter) {
            case GrpcFilter.Fail(int code, String message) ->
                wire.setFailureInjector(
                        GrpcFailureInjector.newBuilder().setCode(code).setMessage(message));
            case GrpcFilter.EditRequest edit -> wire.setRequestHeaderModifier(RouteParts.request(edit.edit()));
        }
        return wire.build();
    }

    private static GrpcRoute.Distribution toWire(Distribution<GrpcFilter> distribution) {
        GrpcRoute.Distribution.Builder wire = GrpcRoute.Distribution.newBuilder();
        switch (distribution) {
            case Distribution.Empty<GrpcFilter> _ -> wire.setEmpty(GrpcRoute.Distribution.Empty.getDefaultInstance());
            case Distribution.FirstAvailable<GrpcFilter>(List<Distribution.RouteBackend<GrpcFilter>> backends) ->
                wire.setFirstAvailable(GrpcRoute.Distribution.FirstAvailable.newBuilder()
                        .addAllBackends(
                                backends.stream().map(GrpcRoutes::toWire).toList()));
            case Distribution.RandomAvailable<GrpcFilter>(List<Distribution.Weighted<GrpcFilter>> backends) ->
                wire.setRandomAvailable(GrpcRoute.Distribution.RandomAvailable.newBuilder()
                        .addAllBackends(backends.stream()
                                .map(weighted -> GrpcRoute.WeightedRouteBackend.newBuilder()
                                        .setBackend(toWire(weighted.backend()))
                                        .setWeight(weighted.weight())
                                        .build())
                                .toList()));
        }
        return wire.build();
    }

    private static GrpcRoute.RouteBackend toWire(Distribution.RouteBackend<GrpcFilter> backend) {
        GrpcRoute.RouteBackend.Builder wire =
                GrpcRoute.RouteBackend.newBuilder().setBackend(Backends.toWire(backend.backend()));
        backend.filters().forEach(filter -> wire.addFilters(toWire(filter)));
        return wire.build();
    }
}
