package io.reactivemesh.proxy.control;

import static io.reactivemesh.proxy.control.BackendMapping.resource;
import static io.reactivemesh.proxy.control.RouteMapping.missing;

import io.reactivemesh.proxy.balance.FailureAccrual;
import io.reactivemesh.proxy.control.ProtocolPolicy.Version;
import io.reactivemesh.proxy.route.RequestMatch;
import io.reactivemesh.proxy.route.Route;
import io.reactivemesh.wire.outbound.GrpcRoute;
import io.reactivemesh.wire.outbound.HttpRoute;
import io.reactivemesh.wire.outbound.OutboundPolicy;
import io.reactivemesh.wire.outbound.ProxyProtocol;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Outbound policies from their wire form. */
final class PolicyMapping {

    private PolicyMapping() {}

    /**
     * The policy that a message says.
     *
     * @throws IllegalArgumentException naming what makes no sense
     */
    static PolicyUpdate.Policy policy(OutboundPolicy wire) {
        return new PolicyUpdate.Policy(
                resource(wire.hasMetadata(), wire.getMetadata(), "policy"), protocol(wire.getProtocol()));
    }

    private static ProtocolPolicy protocol(ProxyProtocol wire) {
        return switch (wire.getKindCase()) {
            case DETECT -> detect(wire.getDetect());
            case HTTP1 -> http1(wire.getHttp1());
            case HTTP2 -> http2(wire.getHttp2());
            case GRPC ->
                new ProtocolPolicy.Http(
                        Version.HTTP2,
                        wire.getGrpc().getRoutesList().stream()
                                .map(PolicyMapping::grpcRoute)
                                .toList(),
                        accrual(
                                wire.getGrpc().hasFailureAccrual(),
                                wire.getGrpc().getFailureAccrual()));
            case OPAQUE -> opaque(wire.getOpaque());
            case TLS ->
                new ProtocolPolicy.Tls(wire.getTls().getRoutesList().stream()
                        .map(TcpRouteMapping::tls)
                        .toList());
            case KIND_NOT_SET -> throw missing("protocol");
        };
    }

    private static ProtocolPolicy detect(ProxyProtocol.Detect wire) {
        if (!wire.hasTimeout() || !wire.hasHttp1() || !wire.hasHttp2() || !wire.hasOpaque()) {
            throw missing("protocol: detect: timeout, http1, http2 or opaque");
        }
        return new ProtocolPolicy.Detect(
                BackendMapping.duration(wire.getTimeout()),
                http1(wire.getHttp1()),
                http2(wire.getHttp2()),
                opaque(wire.getOpaque()));
    }

    private static @Nullable FailureAccrual accrual(
            boolean present, io.reactivemesh.wire.outbound.FailureAccrual wire) {
        return present ? ResilienceMapping.accrual(wire) : null;
    }

    private static ProtocolPolicy.Http http1(ProxyProtocol.Http1 wire) {
        return new ProtocolPolicy.Http(
                Version.HTTP1,
                httpRoutes(wire.getRoutesList()),
                accrual(wire.hasFailureAccrual(), wire.getFailureAccrual()));
    }

    private static ProtocolPolicy.Http http2(ProxyProtocol.Http2 wire) {
        return new ProtocolPolicy.Http(
                Version.HTTP2,
                httpRoutes(wire.getRoutesList()),
                accrual(wire.hasFailureAccrual(), wire.getFailureAccrual()));
    }

    private static ProtocolPolicy.Opaque opaque(ProxyProtocol.Opaque wire) {
        return new ProtocolPolicy.Opaque(TcpRouteMapping.opaque(wire.getRoutesList()));
    }

    private static List<Route<HttpRule>> httpRoutes(List<HttpRoute> wire) {
        return wire.stream().map(PolicyMapping::httpRoute).toList();
    }

    private static Route<HttpRule> httpRoute(HttpRoute wire) {
        ResourceRef route = resource(wire.hasMetadata(), wire.getMetadata(), "HTTP route");
        List<Route.Rule<HttpRule>> rules = new ArrayList<>();
        for (HttpRoute.Rule rule : wire.getRulesList()) {
            HttpRule leadsTo = new HttpRule(
                    route,
                    false,
                    RouteMapping.httpFilters(rule.getFiltersList()),
                    BackendMapping.spread(rule.getBackends()),
                    ResilienceMapping.resilience(rule));
            add(rules, RouteMapping.httpMatches(rule.getMatchesList()), leadsTo);
        }
        return new Route<>(RouteMapping.hosts(wire.getHostsList()), rules);
    }

    private static Route<HttpRule> grpcRoute(GrpcRoute wire) {
        ResourceRef route = resource(wire.hasMetadata(), wire.getMetadata(), "gRPC route");
        List<Route.Rule<HttpRule>> rules = new ArrayList<>();
        for (GrpcRoute.Rule rule : wire.getRulesList()) {
            HttpRule leadsTo = new HttpRule(
                    route,
                    true,
                    RouteMapping.grpcFilters(rule.getFiltersList()),
                    BackendMapping.spread(rule.getBackends()),
                    ResilienceMapping.resilience(rule));
            add(rules, RouteMapping.grpcMatches(rule.getMatchesList()), leadsTo);
        }
        return new Route<>(RouteMapping.hosts(wire.getHostsList()), rules);
    }

    /** A rule none of whose matches we can judge matches nothing. */
    private static void add(List<Route.Rule<HttpRule>> rules, List<RequestMatch> matches, HttpRule leadsTo) {
        if (!matches.isEmpty()) {
            rules.add(new Route.Rule<>(matches, leadsTo));
        }
    }
}
