package io.reactivemesh.proxy.control;

import static io.reactivemesh.proxy.control.RouteMapping.missing;

import com.google.protobuf.Duration;
import io.reactivemesh.proxy.control.BackendPolicy.Kind;
import io.reactivemesh.proxy.control.BackendPolicy.Queue;
import io.reactivemesh.proxy.control.Spread.Pick;
import io.reactivemesh.proxy.control.Spread.Share;
import io.reactivemesh.proxy.route.Filters;
import io.reactivemesh.wire.meta.Metadata;
import io.reactivemesh.wire.meta.Resource;
import io.reactivemesh.wire.outbound.Backend;
import io.reactivemesh.wire.outbound.GrpcRoute;
import io.reactivemesh.wire.outbound.HttpRoute;
import io.reactivemesh.wire.outbound.OpaqueRoute;
import io.reactivemesh.wire.outbound.TlsRoute;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Backends, and how traffic is spread over them, from their wire form. What makes no sense throws {@link IllegalArgumentException}. */
final class BackendMapping {

    private static final int EMPTY = 1;
    private static final int FIRST_AVAILABLE = 2;
    private static final int RANDOM_AVAILABLE = 3;

    private BackendMapping() {}

    static Spread<Filters> spread(HttpRoute.Distribution wire) {
        return spread(
                wire.getKindCase().getNumber(),
                wire.getFirstAvailable().getBackendsList(),
                each -> share(each, 1),
                wire.getRandomAvailable().getBackendsList(),
                each -> share(each.getBackend(), each.getWeight()));
    }

    private static Share<Filters> share(HttpRoute.RouteBackend wire, int weight) {
        return new Share<>(backend(wire.getBackend()), RouteMapping.httpFilters(wire.getFiltersList()), weight);
    }

    static Spread<Filters> spread(GrpcRoute.Distribution wire) {
        return spread(
                wire.getKindCase().getNumber(),
                wire.getFirstAvailable().getBackendsList(),
                each -> share(each, 1),
                wire.getRandomAvailable().getBackendsList(),
                each -> share(each.getBackend(), each.getWeight()));
    }

    private static Share<Filters> share(GrpcRoute.RouteBackend wire, int weight) {
        return new Share<>(backend(wire.getBackend()), RouteMapping.grpcFilters(wire.getFiltersList()), weight);
    }

    static Spread<List<TcpRule.Filter>> spread(OpaqueRoute.Distribution wire) {
        return spread(
                wire.getKindCase().getNumber(),
                wire.getFirstAvailable().getBackendsList(),
                each -> share(each, 1),
                wire.getRandomAvailable().getBackendsList(),
                each -> share(each.getBackend(), each.getWeight()));
    }

    private static Share<List<TcpRule.Filter>> share(OpaqueRoute.RouteBackend wire, int weight) {
        return new Share<>(backend(wire.getBackend()), TcpRouteMapping.opaqueFilters(wire.getFiltersList()), weight);
    }

    static Spread<List<TcpRule.Filter>> spread(TlsRoute.Distribution wire) {
        return spread(
                wire.getKindCase().getNumber(),
                wire.getFirstAvailable().getBackendsList(),
                each -> share(each, 1),
                wire.getRandomAvailable().getBackendsList(),
                each -> share(each.getBackend(), each.getWeight()));
    }

    private static Share<List<TcpRule.Filter>> share(TlsRoute.RouteBackend wire, int weight) {
        return new Share<>(backend(wire.getBackend()), TcpRouteMapping.tlsFilters(wire.getFiltersList()), weight);
    }

    /** The four kinds of routes have messages of their own for the same three ways to choose, numbered alike. */
    private static <B, W, F> Spread<F> spread(
            int kind, List<B> ordered, Function<B, Share<F>> first, List<W> weighted, Function<W, Share<F>> random) {
        return switch (kind) {
            case EMPTY -> Spread.none();
            case FIRST_AVAILABLE ->
                new Spread<>(Pick.FIRST_AVAILABLE, ordered.stream().map(first).toList());
            case RANDOM_AVAILABLE ->
                new Spread<>(
                        Pick.RANDOM_AVAILABLE, weighted.stream().map(random).toList());
            default -> throw missing("distribution");
        };
    }

    private static BackendPolicy backend(Backend wire) {
        return new BackendPolicy(
                resource(wire.hasMetadata(), wire.getMetadata(), "backend"),
                switch (wire.getKindCase()) {
                    case FORWARD -> forward(wire);
                    case BALANCER -> balancer(wire.getBalancer());
                    case KIND_NOT_SET -> new Kind.Nothing();
                },
                wire.hasQueue() ? queue(wire) : null);
    }

    private static Kind forward(Backend wire) {
        ProxyEndpoint endpoint = EndpointMapping.endpoint(wire.getForward(), Map.of());
        if (endpoint == null) {
            throw missing("backend: forward: address");
        }
        return new Kind.Forward(endpoint);
    }

    private static Kind balancer(Backend.BalanceP2c wire) {
        if (!wire.getDiscovery().hasDst()) {
            throw missing("backend: balancer: discovery");
        }
        String path = wire.getDiscovery().getDst().getPath();
        if (path.lastIndexOf(':') <= 0) {
            throw new IllegalArgumentException("backend: balancer: path: " + path + " (expected: host:port)");
        }
        return new Kind.Balanced(path, ResilienceMapping.load(wire));
    }

    private static @Nullable Queue queue(Backend wire) {
        boolean usable = wire.getQueue().getCapacity() > 0 && wire.getQueue().hasFailfastTimeout();
        return usable
                ? new Queue(
                        wire.getQueue().getCapacity(), duration(wire.getQueue().getFailfastTimeout()))
                : null;
    }

    static java.time.Duration duration(Duration wire) {
        return java.time.Duration.ofSeconds(wire.getSeconds(), wire.getNanos());
    }

    /** A resource by its metadata, which is mandatory. */
    static ResourceRef resource(boolean present, Metadata wire, String what) {
        return switch (present ? wire.getKindCase() : Metadata.KindCase.KIND_NOT_SET) {
            case DEFAULT -> ResourceRef.named(wire.getDefault());
            case RESOURCE -> resource(wire.getResource(), what);
            case KIND_NOT_SET -> throw missing(what + ": metadata");
        };
    }

    private static ResourceRef resource(Resource wire, String what) {
        if (wire.getGroup().isEmpty()
                || wire.getKind().isEmpty()
                || wire.getNamespace().isEmpty()
                || wire.getName().isEmpty()) {
            throw missing(what + ": group, kind, namespace or name of its metadata");
        }
        return new ResourceRef(
                wire.getGroup(),
                wire.getKind(),
                wire.getNamespace(),
                wire.getName(),
                wire.getPort() == 0 ? "" : Integer.toUnsignedString(wire.getPort()),
                wire.getSection());
    }
}
