package io.reactivemesh.discovery.grpc;

import io.reactivemesh.discovery.model.outbound.Distribution;
import io.reactivemesh.discovery.model.outbound.HttpFilter;
import io.reactivemesh.discovery.model.outbound.HttpMatch;
import io.reactivemesh.discovery.model.outbound.Retry;
import io.reactivemesh.discovery.model.outbound.Route;
import io.reactivemesh.discovery.model.outbound.Rule;
import io.reactivemesh.discovery.model.outbound.Timeouts;
import io.reactivemesh.wire.httproute.HttpFailureInjector;
import io.reactivemesh.wire.outbound.HttpRoute;
import java.util.List;

/** HTTP routes on the wire. */
final class HttpRoutes {
    private HttpRoutes() {}

    static HttpRoute toWire(Route<HttpMatch, HttpFilter> route) {
        HttpRoute.Builder wire = HttpRoute.newBuilder().setMetadata(References.toWire(route.metadata()));
        route.hosts().forEach(host -> wire.addHosts(RouteParts.toWire(host)));
        route.rules().forEach(rule -> wire.addRules(toWire(rule)));
        return wire.build();
    }

    @SuppressWarnings("deprecation") // Older proxies read the request timeout nowhere else.
    private static HttpRoute.Rule toWire(Rule<HttpMatch, HttpFilter> rule) {
        HttpRoute.Rule.Builder wire = HttpRoute.Rule.newBuilder()
                .setBackends(toWire(rule.backends()))
                .setAllowL5DRequestHeaders(rule.overridable());
        rule.matches().forEach(match -> wire.addMatches(RouteParts.toWire(match)));
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

    private static HttpRoute.Retry toWire(Retry retry) {
        HttpRoute.Retry.Conditions.Builder conditions = HttpRoute.Retry.Conditions.newBuilder();
        for (Retry.StatusRange range : retry.statuses()) {
            conditions.addStatusRanges(HttpRoute.Retry.Conditions.StatusRange.newBuilder()
                    .setStart(range.start())
                    .setEnd(range.end()));
        }
        HttpRoute.Retry.Builder wire = HttpRoute.Retry.newBuilder()
                .setMaxRetries(retry.limit())
                .setMaxRequestBytes(Retry.MAX_REQUEST_BYTES)
                .setBackoff(Policies.toWire(Retry.BACKOFF))
                .setConditions(conditions);
        if (retry.timeout() != null) {
            wire.setTimeout(Durations.toWire(retry.timeout()));
        }
        return wire.build();
    }

    private static HttpRoute.Filter toWire(HttpFilter filter) {
        HttpRoute.Filter.Builder wire = HttpRoute.Filter.newBuilder();
        switch (filter) {
            case HttpFilter.Fail(int status, String message) ->
                wire.setFailureInjector(
                        HttpFailureInjector.newBuilder().setStatus(status).setMessage(message));
            case HttpFilter.EditRequest edit -> wire.setRequestHeaderModifier(RouteParts.request(edit.edit()));
            case HttpFilter.EditResponse edit -> wire.setResponseHeaderModifier(RouteParts.response(edit.edit()));
            case HttpFilter.Redirect redirect -> wire.setRedirect(RouteParts.toWire(redirect));
        }
        return wire.build();
    }

    private static HttpRoute.Distribution toWire(Distribution<HttpFilter> distribution) {
        HttpRoute.Distribution.Builder wire = HttpRoute.Distribution.newBuilder();
        switch (distribution) {
            case Distribution.Empty<HttpFilter> _ -> wire.setEmpty(HttpRoute.Distribution.Empty.getDefaultInstance());
            case Distribution.FirstAvailable<HttpFilter>(List<Distribution.RouteBackend<HttpFilter>> backends) ->
                wire.setFirstAvailable(HttpRoute.Distribution.FirstAvailable.newBuilder()
                        .addAllBackends(
                                backends.stream().map(HttpRoutes::toWire).toList()));
            case Distribution.RandomAvailable<HttpFilter>(List<Distribution.Weighted<HttpFilter>> backends) ->
                wire.setRandomAvailable(HttpRoute.Distribution.RandomAvailable.newBuilder()
                        .addAllBackends(backends.stream()
                                .map(weighted -> HttpRoute.WeightedRouteBackend.newBuilder()
                                        .setBackend(toWire(weighted.backend()))
                                        .setWeight(weighted.weight())
                                        .build())
                                .toList()));
        }
        return wire.build();
    }

    private static HttpRoute.RouteBackend toWire(Distribution.RouteBackend<HttpFilter> backend) {
        HttpRoute.RouteBackend.Builder wire =
                HttpRoute.RouteBackend.newBuilder().setBackend(Backends.toWire(backend.backend()));
        backend.filters().forEach(filter -> wire.addFilters(toWire(filter)));
        return wire.build();
    }
}
