package io.reactivemesh.actors.service;

import io.reactivemesh.actors.service.ServiceDocument.Kind;
import io.reactivemesh.actors.service.ServiceDocument.Port;
import io.reactivemesh.discovery.model.Address;
import io.reactivemesh.discovery.model.ObjectRef;
import io.reactivemesh.discovery.model.Revision;
import io.reactivemesh.discovery.model.ServiceId;
import io.reactivemesh.discovery.model.outbound.Backend;
import io.reactivemesh.discovery.model.outbound.Distribution;
import io.reactivemesh.discovery.model.outbound.GrpcFilter;
import io.reactivemesh.discovery.model.outbound.HttpFilter;
import io.reactivemesh.discovery.model.outbound.HttpMatch;
import io.reactivemesh.discovery.model.outbound.Load;
import io.reactivemesh.discovery.model.outbound.OpaqueFilter;
import io.reactivemesh.discovery.model.outbound.OpaqueRoute;
import io.reactivemesh.discovery.model.outbound.OutboundPolicy;
import io.reactivemesh.discovery.model.outbound.PolicyRef;
import io.reactivemesh.discovery.model.outbound.ProxyProtocol;
import io.reactivemesh.discovery.model.outbound.ProxyProtocol.Http;
import io.reactivemesh.discovery.model.outbound.Route;
import io.reactivemesh.discovery.model.outbound.RpcMatch;
import io.reactivemesh.discovery.model.outbound.Timeouts;
import io.reactivemesh.discovery.port.Resolution;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How traffic leaves for a destination: the answers to OutboundPolicies. Pure; any thread.
 *
 * <p>A port's {@code appProtocol} decides first, then whether the port is opaque, then which kinds of routes are attached. Routes in the
 * Service's namespace apply to every caller, those in the caller's namespace beside them to that caller. Where no route applies there is
 * one that sends everything to the Service.
 */
public final class PolicyView {
    private static final Duration DETECT_TIMEOUT = Duration.ofSeconds(10);
    private static final PolicyRef EGRESS_FALLBACK = new PolicyRef.Default("egress-fallback");

    private final PolicySettings settings;
    private final RouteRules rules;

    public PolicyView(PolicySettings settings) {
        this.settings = settings;
        this.rules = new RouteRules(settings);
    }

    /**
     * Which namespace's routes count for a caller beside those of the Service's own.
     *
     * @return null = none; callers of whom this is the same get the same answer
     */
    public static @Nullable String consumerNamespace(ServiceDocument document, String callerNamespace) {
        boolean own = callerNamespace.equals(document.id().namespace());
        return !own
                        && document.routes().values().stream()
                                .anyMatch(attached ->
                                        attached.route().object().namespace().equals(callerNamespace))
                ? callerNamespace
                : null;
    }

    /** The policy of a Service that was asked for by its name. A port that it does not declare is taken as it is, as Get takes it. */
    public Resolution<OutboundPolicy> ofName(
            ServiceDocument document, Revision revision, int port, @Nullable String consumerNamespace) {
        if (document.kind() == Kind.ABSENT) {
            return new Resolution.NotFound<>("no Service " + document.id());
        }
        if (document.kind() == Kind.EXTERNAL_NAME) {
            return new Resolution.NotFound<>("Service " + document.id() + " is of type ExternalName");
        }
        return ofPort(document, revision, port, consumerNamespace);
    }

    /** The policy of a Service that was asked for by its cluster IP. */
    public Resolution<OutboundPolicy> ofClusterIp(
            ServiceDocument document, Revision revision, Address address, @Nullable String consumerNamespace) {
        if (!document.exists()) {
            // The Service went and its address follows: from now on it is an address like any other.
            return ofNobody(address, revision);
        }
        return document.ports().containsKey(address.port())
                ? ofPort(document, revision, address.port(), consumerNamespace)
                : new Resolution.Found<>(undefinedPort(document.id(), address.port()), revision);
    }

    /** The policy of an address that nobody in the mesh owns. */
    public Resolution<OutboundPolicy> ofNobody(Address address, Revision revision) {
        return settings.isInCluster(address.ip())
                ? new Resolution.NotFound<>("no Service at " + address)
                : new Resolution.Found<>(fallback(address), revision);
    }

    private static OutboundPolicy undefinedPort(ServiceId id, int port) {
        return new OutboundPolicy(
                RouteRules.service(id, port),
                new ProxyProtocol.Opaque(List.of(new OpaqueRoute(
                        new PolicyRef.Default("undefined-port"),
                        new Distribution.Empty<>(),
                        List.of(OpaqueFilter.FORBIDDEN)))));
    }

    private OutboundPolicy fallback(Address address) {
        Backend backend = new Backend(EGRESS_FALLBACK, new Backend.Target.Forward(address));
        Route<HttpMatch, HttpFilter> http = new Route<>(
                EGRESS_FALLBACK, List.of(), List.of(rules.everything(HttpMatch.ANY, backend, Timeouts.NONE, null)));
        return new OutboundPolicy(EGRESS_FALLBACK, detect(EGRESS_FALLBACK, backend, new Http(List.of(http), null)));
    }

    private static ProxyProtocol detect(PolicyRef opaque, Backend backend, Http http) {
        return new ProxyProtocol.Detect(DETECT_TIMEOUT, opaque(opaque, backend), http);
    }

    private static ProxyProtocol.Opaque opaque(PolicyRef metadata, Backend backend) {
        return new ProxyProtocol.Opaque(List.of(new OpaqueRoute(metadata, Distribution.to(backend), List.of())));
    }

    private Resolution<OutboundPolicy> ofPort(
            ServiceDocument document, Revision revision, int port, @Nullable String consumerNamespace) {
        List<DeclaredRoute> routes = document.routes().values().stream()
                .filter(attached -> attached.appliesTo(port))
                .map(AttachedRoute::route)
                .filter(route -> isHeard(route.object(), document.id(), consumerNamespace))
                .sorted(DeclaredRoute.OLDEST_FIRST)
                .toList();
        return new Resolution.Found<>(
                new OutboundPolicy(RouteRules.service(document.id(), port), protocol(document, port, routes)),
                revision);
    }

    private static boolean isHeard(ObjectRef route, ServiceId service, @Nullable String consumerNamespace) {
        return route.namespace().equals(service.namespace())
                || route.namespace().equals(consumerNamespace);
    }

    private ProxyProtocol protocol(ServiceDocument document, int port, List<DeclaredRoute> routes) {
        OutboundSettings outbound = document.outbound();
        Load judged = outbound.load() == null ? new Load.PeakEwma() : outbound.load();
        Backend own = rules.backend(document.id(), port, judged);
        List<DeclaredRoute.Http> http = ofKind(routes, DeclaredRoute.Http.class);
        List<DeclaredRoute.Grpc> grpc = ofKind(routes, DeclaredRoute.Grpc.class);
        return switch (Declared.of(document, port)) {
            case HTTP -> new ProxyProtocol.Http1(http(http, own, judged, outbound));
            case H2C ->
                grpc.isEmpty()
                        ? new ProxyProtocol.Http2(http(http, own, judged, outbound))
                        : grpc(grpc, own, judged, outbound);
            // Connections have no failures that could be charged for.
            case OPAQUE ->
                opaque(new PolicyRef.Default("opaq"), rules.backend(document.id(), port, new Load.PeakEwma()));
            case UNKNOWN ->
                grpc.isEmpty()
                        ? detect(new PolicyRef.Default("opaq"), own, http(http, own, judged, outbound))
                        : grpc(grpc, own, judged, outbound);
        };
    }

    private static <R extends DeclaredRoute> List<R> ofKind(List<DeclaredRoute> routes, Class<R> kind) {
        return routes.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private Http http(List<DeclaredRoute.Http> declared, Backend own, Load load, OutboundSettings outbound) {
        List<Route<HttpMatch, HttpFilter>> routes = declared.isEmpty()
                ? List.of(new Route<>(
                        new PolicyRef.Default("http"),
                        List.of(),
                        List.of(rules.everything(
                                HttpMatch.EVERY_PATH, own, outbound.timeouts(), outbound.httpRetry()))))
                : declared.stream()
                        .map(route -> new Route<>(
                                new PolicyRef.Resource(route.object()),
                                route.hosts(),
                                rules.http(route.rules(), own, load, outbound)))
                        .toList();
        return new Http(routes, outbound.accrual());
    }

    private ProxyProtocol grpc(List<DeclaredRoute.Grpc> declared, Backend own, Load load, OutboundSettings outbound) {
        List<Route<RpcMatch, GrpcFilter>> routes = declared.stream()
                .map(route -> new Route<>(
                        new PolicyRef.Resource(route.object()),
                        route.hosts(),
                        rules.grpc(route.rules(), own, load, outbound)))
                .toList();
        return new ProxyProtocol.Grpc(routes, outbound.accrual());
    }

    /** What a port is said to carry. */
    private enum Declared {
        HTTP,
        H2C,
        OPAQUE,
        UNKNOWN;

        static Declared of(ServiceDocument document, int number) {
            Port port = document.ports().get(number);
            String said = port == null || port.appProtocol() == null ? "" : port.appProtocol();
            return switch (said) {
                case "" -> document.opaquePorts().contains(number) ? OPAQUE : UNKNOWN;
                case "http" -> HTTP;
                case "kubernetes.io/h2c" -> H2C;
                // Whoever speaks of a protocol that we do not know knows at least that it is none of ours.
                default -> OPAQUE;
            };
        }
    }
}
