package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.admin.ExchangeFamilies;
import io.reactivemesh.proxy.admin.GatedBalancerFamilies;
import io.reactivemesh.proxy.admin.Labels;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.admin.ProxyMetrics;
import io.reactivemesh.proxy.admin.RetryFamilies;
import io.reactivemesh.proxy.admin.TcpRouteFamilies;
import io.reactivemesh.proxy.control.HttpRule;
import io.reactivemesh.proxy.control.ProxyEndpoint;
import io.reactivemesh.proxy.control.ResourceRef;
import io.reactivemesh.proxy.route.ResponseClasses;
import io.reactivemesh.proxy.stack.ErrorMeter;
import io.reactivemesh.proxy.stack.ExchangeMeter;
import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.ResponseMeter;
import io.reactivemesh.proxy.stack.StackMeter;
import io.reactivemesh.proxy.stack.TargetLabels;
import io.reactivemesh.proxy.stack.TcpCall;
import io.reactivemesh.proxy.transport.ConnectionMeter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The outbound side's meters on one event loop, and the labels they carry. Event loop only. */
final class OutboundMeters {

    private static final Labels DIRECTION = Labels.of("direction", "outbound");
    private static final Labels WITHOUT_OVERRIDE =
            Labels.of("tls", "no_identity").and("no_tls_reason", "ingress_without_override");

    private final Metrics metrics;
    private final Set<InetAddress> ownIps;
    private final InstantSource clock;
    private final boolean hostnames;
    private final boolean ingress;
    private final ErrorMeter httpErrors;
    private final Map<Labels, StackMeter> stacks = new HashMap<>();

    /**
     * Resolves what does not depend on a destination.
     *
     * @param ownIps addresses of this pod
     * @param clock for moments that are shown as such
     * @param hostnames whether the meters of routes tell hosts apart
     * @param ingress whether this is the proxy of an ingress controller
     */
    OutboundMeters(Metrics metrics, Set<InetAddress> ownIps, InstantSource clock, boolean hostnames, boolean ingress) {
        this.ingress = ingress;
        this.hostnames = hostnames;
        this.metrics = metrics;
        this.clock = clock;
        this.ownIps = ownIps;
        this.httpErrors =
                new ErrorMeter(metrics, ProxyMetrics.OUTBOUND_HTTP_ERRORS_TOTAL, error -> Labels.of("error", error));
    }

    /** The meters of accepted connections that were going to this address. */
    SourceMeters source(InetSocketAddress original) {
        Labels target = TargetLabels.of(original);
        Labels labels = DIRECTION
                .and("peer", "src")
                .and(target)
                .and("tls", "no_identity")
                .and("no_tls_reason", "loopback");
        ErrorMeter errors =
                new ErrorMeter(metrics, ProxyMetrics.OUTBOUND_TCP_ERRORS_TOTAL, error -> target.and("error", error));
        return new SourceMeters(new ConnectionMeter(metrics, labels), errors);
    }

    /** The meter of connections to an endpoint. */
    ConnectionMeter connected(ProxyEndpoint endpoint, @Nullable String authority) {
        return connected(endpoint, authority, tls(endpoint));
    }

    private ConnectionMeter connected(ProxyEndpoint endpoint, @Nullable String authority, Labels tls) {
        Labels peer = DIRECTION.and("peer", "dst");
        String zone = switch (endpoint.zone()) {
            case UNKNOWN -> "Unknown";
            case LOCAL -> "Local";
            case REMOTE -> "Remote";
        };
        return new ConnectionMeter(metrics, endpoint(peer, endpoint, authority, tls), zone);
    }

    /** The meters of an endpoint of HTTP, which counts as one more from here on. */
    EndpointMeters endpoint(ProxyEndpoint endpoint, @Nullable String authority, Destination.Key key) {
        StackMeter stacks = stack("http", "endpoint");
        stacks.created();
        Labels tls = withoutOverride(endpoint, key) ? WITHOUT_OVERRIDE : tls(endpoint);
        ResponseMeter responses = new ResponseMeter(metrics, endpoint(DIRECTION, endpoint, authority, tls));
        return new EndpointMeters(responses, connected(endpoint, authority, tls), stacks);
    }

    /** Whether an endpoint is in this very pod. */
    boolean isOwn(ProxyEndpoint endpoint) {
        return ownIps.contains(endpoint.address().getAddress());
    }

    /** Whether the ingress controller has not said whom a request is for, and discovery knows nothing of where it goes. */
    private boolean withoutOverride(ProxyEndpoint endpoint, Destination.Key key) {
        return ingress
                && !isOwn(endpoint)
                && key.original() != null
                && endpoint.equals(ProxyEndpoint.of(key.original()));
    }

    private static Labels endpoint(Labels base, ProxyEndpoint endpoint, @Nullable String authority, Labels tls) {
        Labels named = authority == null ? base : base.and("authority", authority);
        return named.and(TargetLabels.of(endpoint.address())).and(tls).and("dst_", endpoint.labels());
    }

    private Labels tls(ProxyEndpoint endpoint) {
        if (isOwn(endpoint)) {
            return Labels.of("tls", "no_identity").and("no_tls_reason", "loopback");
        }
        if (endpoint.identity() == null) {
            return Labels.of("tls", "no_identity").and("no_tls_reason", "not_provided_by_service_discovery");
        }
        return Labels.of("tls", "disabled");
    }

    /** The meters of a balancer of requests, and of its queue. */
    BalancerMeters httpBalancer(ResourceRef parent, ResourceRef backend, Duration failfast) {
        Labels labels = ResourceLabels.parent(parent).and(ResourceLabels.backend(backend));
        return new BalancerMeters(
                metrics, GatedBalancerFamilies.HTTP, labels, failfast, clock, stack("http", "balance"));
    }

    /** The meters of a balancer of relayed connections, and of its queue. */
    BalancerMeters tcpBalancer(
            RelayKind kind, ResourceRef parent, ResourceRef backend, String authority, Duration failfast) {
        Labels labels = ResourceLabels.parent(parent)
                .and(ResourceLabels.backend(backend))
                .and("logical", logical(parent, authority))
                .and("concrete", authority);
        return new BalancerMeters(metrics, kind.families(), labels, failfast, clock, stack(kind.protocol(), "balance"));
    }

    /** The authority of a parent, as far as it differs from that of its backend: both are in one cluster. */
    private static String logical(ResourceRef parent, String authority) {
        int domain = authority.indexOf(".svc.");
        int colon = authority.lastIndexOf(':');
        return parent.kind().equals("Service") && domain > 0
                ? parent.name() + "." + parent.namespace() + authority.substring(domain, colon) + ":" + parent.port()
                : authority;
    }

    /** What counts the retries of the requests that a rule is for. */
    HostnameMeters<RetryMeters> retries(ResourceRef parent, HttpRule rule) {
        RetryFamilies families = rule.grpc() ? RetryFamilies.GRPC : RetryFamilies.HTTP;
        return HostnameMeters.of(hostnames, route(parent, rule), labels -> new RetryMeters(metrics, families, labels));
    }

    private static Labels route(ResourceRef parent, HttpRule rule) {
        return ResourceLabels.parent(parent).and(ResourceLabels.route(rule.route()));
    }

    /** What counts the requests that a rule is for. */
    Measured<HttpCall> httpRoute(ResourceRef parent, HttpRule rule) {
        ExchangeFamilies families =
                rule.grpc() ? ExchangeFamilies.OUTBOUND_GRPC_ROUTE : ExchangeFamilies.OUTBOUND_HTTP_ROUTE;
        HostnameMeters<ExchangeMeter> meters = HostnameMeters.of(
                hostnames, route(parent, rule), labels -> new ExchangeMeter(metrics, families, labels));
        ExchangeMeter only = meters.only();
        if (only != null) {
            return new Measured<>(only.asRoute(), only::release);
        }
        return new Measured<>(ExchangeMeter.asRoute(meters::of), () -> meters.release(ExchangeMeter::release));
    }

    /**
     * What counts the requests that take a route of a service profile.
     *
     * @param destination the profile's name and port
     * @param route labels of the route; none = requests that no route is for
     */
    ProfileRouteMeters profileRoute(String destination, Map<String, String> route, ResponseClasses classes) {
        return new ProfileRouteMeters(metrics, DIRECTION.and("dst", destination).and("rt_", route), classes);
    }

    /** What counts the requests that a rule sends to one of its backends. */
    Measured<HttpCall> httpBackend(ResourceRef parent, HttpRule rule, ResourceRef backend) {
        Labels labels = route(parent, rule).and(ResourceLabels.backend(backend));
        ExchangeFamilies families =
                rule.grpc() ? ExchangeFamilies.OUTBOUND_GRPC_BACKEND : ExchangeFamilies.OUTBOUND_HTTP_BACKEND;
        ExchangeMeter meter = new ExchangeMeter(metrics, families, labels);
        return new Measured<>(meter.asBackend(), meter::release);
    }

    /**
     * What counts the opaque connections that take a route.
     *
     * @param original where they were going; null when only a name is known
     */
    Measured<TcpCall> tcpRoute(ResourceRef parent, ResourceRef route, @Nullable InetSocketAddress original) {
        return new TcpRouteMeter(metrics, TcpRouteFamilies.OPAQUE, tcpLabels(parent, route, original)).measured();
    }

    /**
     * What counts the TLS connections that take a route, by the server name that they ask for.
     *
     * @param original where they were going; null when only a name is known
     */
    Measured<TcpCall> tlsRoute(ResourceRef parent, ResourceRef route, @Nullable InetSocketAddress original) {
        return new TlsRouteMeters(metrics, tcpLabels(parent, route, original)).measured();
    }

    private static Labels tcpLabels(ResourceRef parent, ResourceRef route, @Nullable InetSocketAddress original) {
        return ResourceLabels.parent(parent)
                .and(ResourceLabels.route(route))
                .and("target_ip", original == null ? "" : original.getAddress().getHostAddress())
                .and("target_port", original == null ? "" : Integer.toString(original.getPort()));
    }

    /** The meters of connections to a destination that have not been routed yet. */
    ParentMeters parent(ResourceRef destination) {
        return new ParentMeters(metrics, destination);
    }

    /** The meter of the stacks of that kind. */
    StackMeter stack(String protocol, String name) {
        Labels labels = DIRECTION.and("protocol", protocol).and("name", name);
        return stacks.computeIfAbsent(labels, key -> new StackMeter(metrics, key));
    }

    ErrorMeter httpErrors() {
        return httpErrors;
    }
}
