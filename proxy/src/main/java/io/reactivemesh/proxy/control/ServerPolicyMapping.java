package io.reactivemesh.proxy.control;

import static io.reactivemesh.proxy.control.RouteMapping.missing;

import io.reactivemesh.proxy.Addresses;
import io.reactivemesh.proxy.IpNetwork;
import io.reactivemesh.proxy.NameSuffixes;
import io.reactivemesh.proxy.balance.RateLimiter;
import io.reactivemesh.proxy.control.Authorization.Authentication;
import io.reactivemesh.proxy.route.Filters;
import io.reactivemesh.proxy.route.RequestMatch;
import io.reactivemesh.proxy.route.Route;
import io.reactivemesh.wire.inbound.Authn;
import io.reactivemesh.wire.inbound.Authz;
import io.reactivemesh.wire.inbound.GrpcRoute;
import io.reactivemesh.wire.inbound.HttpLocalRateLimit;
import io.reactivemesh.wire.inbound.HttpRoute;
import io.reactivemesh.wire.inbound.Identity;
import io.reactivemesh.wire.inbound.IdentitySuffix;
import io.reactivemesh.wire.inbound.Network;
import io.reactivemesh.wire.inbound.ProxyProtocol;
import io.reactivemesh.wire.inbound.Server;
import io.reactivemesh.wire.meta.Metadata;
import io.reactivemesh.wire.meta.Resource;
import io.reactivemesh.wire.net.IPNetwork;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Inbound policies from their wire form. Unlike elsewhere, what we don't know is refused: a permit or a filter must not
 * be passed over.
 */
final class ServerPolicyMapping {

    private ServerPolicyMapping() {}

    /**
     * The policy that a message says, with the permit of this machine's own clients behind all others.
     *
     * @throws IllegalArgumentException naming what makes no sense
     */
    static ServerPolicy policy(Server wire) {
        List<Authorization> authorizations = new ArrayList<>(authorizations(wire.getAuthorizationsList()));
        authorizations.add(Authorization.LOOPBACK);
        return new ServerPolicy(
                named(wire.getLabelsMap(), "server"), protocol(wire.getProtocol(), authorizations), authorizations);
    }

    private static ServerPolicy.Protocol protocol(ProxyProtocol wire, List<Authorization> server) {
        return switch (wire.getKindCase()) {
            case DETECT -> {
                ProxyProtocol.Detect detect = wire.getDetect();
                if (!detect.hasTimeout()) {
                    throw missing("detect: timeout");
                }
                yield new ServerPolicy.Detect(
                        BackendMapping.duration(detect.getTimeout()),
                        http(
                                detect.getHttpRoutesList(),
                                limit(detect.hasHttpLocalRateLimit(), detect.getHttpLocalRateLimit()),
                                server));
            }
            case HTTP1 -> {
                ProxyProtocol.Http1 http1 = wire.getHttp1();
                var limit = limit(http1.hasLocalRateLimit(), http1.getLocalRateLimit());
                yield new ServerPolicy.Http1(http(http1.getRoutesList(), limit, server));
            }
            case HTTP2 -> {
                ProxyProtocol.Http2 http2 = wire.getHttp2();
                var limit = limit(http2.hasLocalRateLimit(), http2.getLocalRateLimit());
                yield new ServerPolicy.Http2(http(http2.getRoutesList(), limit, server));
            }
            case GRPC -> new ServerPolicy.Http2(grpc(wire.getGrpc().getRoutesList(), server));
            case OPAQUE -> new ServerPolicy.Opaque();
            case TLS -> new ServerPolicy.Tls();
            case KIND_NOT_SET -> throw missing("protocol");
        };
    }

    private static ServerPolicy.Http http(
            List<HttpRoute> wire, ServerPolicy.@Nullable RateLimit limit, List<Authorization> server) {
        return wire.isEmpty()
                ? ServerPolicy.everything(server, limit)
                : new ServerPolicy.Http(
                        wire.stream().map(route -> route(route, server)).toList(), limit);
    }

    private static Route<InboundRule> route(HttpRoute wire, List<Authorization> server) {
        ResourceRef name = resource(wire.hasMetadata(), wire.getMetadata(), "HTTP route");
        List<Authorization> all = both(wire.getAuthorizationsList(), server);
        List<Route.Rule<InboundRule>> rules = new ArrayList<>();
        for (HttpRoute.Rule rule : wire.getRulesList()) {
            List<io.reactivemesh.wire.outbound.HttpRoute.Filter> filters = rule.getFiltersList().stream()
                    .map(ServerPolicyMapping::filter)
                    .toList();
            add(
                    rules,
                    RouteMapping.httpMatches(rule.getMatchesList()),
                    new InboundRule(name, false, all, RouteMapping.httpFilters(filters)));
        }
        return new Route<>(RouteMapping.hosts(wire.getHostsList()), rules);
    }

    private static ServerPolicy.Http grpc(List<GrpcRoute> wire, List<Authorization> server) {
        return wire.isEmpty()
                ? ServerPolicy.everything(true, server, null)
                : new ServerPolicy.Http(
                        wire.stream().map(route -> route(route, server)).toList(), null);
    }

    private static Route<InboundRule> route(GrpcRoute wire, List<Authorization> server) {
        ResourceRef name = resource(wire.hasMetadata(), wire.getMetadata(), "gRPC route");
        List<Authorization> all = both(wire.getAuthorizationsList(), server);
        List<Route.Rule<InboundRule>> rules = new ArrayList<>();
        for (GrpcRoute.Rule rule : wire.getRulesList()) {
            List<io.reactivemesh.wire.outbound.GrpcRoute.Filter> filters = rule.getFiltersList().stream()
                    .map(ServerPolicyMapping::filter)
                    .toList();
            Filters mapped = RouteMapping.grpcFilters(filters);
            add(rules, RouteMapping.grpcMatches(rule.getMatchesList()), new InboundRule(name, true, all, mapped));
        }
        return new Route<>(RouteMapping.hosts(wire.getHostsList()), rules);
    }

    /** A rule none of whose matches we can judge matches nothing. */
    private static void add(List<Route.Rule<InboundRule>> rules, List<RequestMatch> matches, InboundRule leadsTo) {
        if (!matches.isEmpty()) {
            rules.add(new Route.Rule<>(matches, leadsTo));
        }
    }

    /** The outbound message that says the same. */
    private static io.reactivemesh.wire.outbound.HttpRoute.Filter filter(HttpRoute.Filter wire) {
        var filter = io.reactivemesh.wire.outbound.HttpRoute.Filter.newBuilder();
        return switch (wire.getKindCase()) {
            case FAILURE_INJECTOR ->
                filter.setFailureInjector(wire.getFailureInjector()).build();
            case REQUEST_HEADER_MODIFIER ->
                filter.setRequestHeaderModifier(wire.getRequestHeaderModifier()).build();
            case REDIRECT -> filter.setRedirect(wire.getRedirect()).build();
            case KIND_NOT_SET -> throw missing("HTTP route: kind of a filter");
        };
    }

    private static io.reactivemesh.wire.outbound.GrpcRoute.Filter filter(GrpcRoute.Filter wire) {
        var filter = io.reactivemesh.wire.outbound.GrpcRoute.Filter.newBuilder();
        return switch (wire.getKindCase()) {
            case FAILURE_INJECTOR ->
                filter.setFailureInjector(wire.getFailureInjector()).build();
            case REQUEST_HEADER_MODIFIER ->
                filter.setRequestHeaderModifier(wire.getRequestHeaderModifier()).build();
            case KIND_NOT_SET -> throw missing("gRPC route: kind of a filter");
        };
    }

    private static ServerPolicy.@Nullable RateLimit limit(boolean present, HttpLocalRateLimit wire) {
        if (!present) {
            return null;
        }
        List<RateLimiter.ClientGroup> groups = wire.getOverridesList().stream()
                .map(each -> new RateLimiter.ClientGroup(
                        perSecond(each.getLimit()),
                        // Who cannot exist is no reason to limit nobody.
                        each.getClients().getIdentitiesList().stream()
                                .map(Identity::getName)
                                .filter(ServerPolicyMapping::isIdentity)
                                .collect(Collectors.toSet())))
                .toList();
        return new ServerPolicy.RateLimit(
                resource(wire.hasMetadata(), wire.getMetadata(), "rate limit"),
                new RateLimiter.Config(perSecond(wire.getTotal()), perSecond(wire.getIdentity()), groups));
    }

    private static int perSecond(HttpLocalRateLimit.Limit wire) {
        int value = wire.getRequestsPerSecond();
        // The field is unsigned: beyond what an int holds there is no limit that anybody would meet.
        return value < 0 ? Integer.MAX_VALUE : value;
    }

    private static List<Authorization> both(List<Authz> route, List<Authorization> server) {
        List<Authorization> all = new ArrayList<>(authorizations(route));
        all.addAll(server);
        return all;
    }

    private static List<Authorization> authorizations(List<Authz> wire) {
        return wire.stream().map(ServerPolicyMapping::authorization).toList();
    }

    private static Authorization authorization(Authz wire) {
        if (wire.getNetworksCount() == 0) {
            throw missing("authorization: networks");
        }
        ResourceRef name = wire.hasMetadata()
                ? resource(true, wire.getMetadata(), "authorization")
                : named(wire.getLabelsMap(), "authorization");
        List<Authorization.Network> networks = wire.getNetworksList().stream()
                .map(ServerPolicyMapping::network)
                .toList();
        return new Authorization(name, networks, authentication(wire.getAuthentication()));
    }

    private static Authentication authentication(Authn wire) {
        return switch (wire.getPermitCase()) {
            case UNAUTHENTICATED -> new Authentication.None();
            case MESHTLS ->
                switch (wire.getMeshTLS().getClientsCase()) {
                    case UNAUTHENTICATED -> new Authentication.MeshTls();
                    case IDENTITIES -> {
                        var clients = wire.getMeshTLS().getIdentities();
                        yield new Authentication.Identities(
                                names(clients.getIdentitiesList()), suffixes(clients.getSuffixesList()));
                    }
                    case CLIENTS_NOT_SET -> throw missing("authorization: clients of meshTLS");
                };
            case PERMIT_NOT_SET -> throw missing("authorization: authentication");
        };
    }

    private static Set<String> names(List<Identity> wire) {
        Set<String> names = new HashSet<>();
        for (Identity each : wire) {
            if (!isIdentity(each.getName())) {
                throw new IllegalArgumentException(
                        "identity: '" + each.getName() + "' (expected: a DNS name or a spiffe:// URI)");
            }
            names.add(each.getName());
        }
        return names;
    }

    private static boolean isIdentity(String name) {
        return name.startsWith("spiffe://") || Addresses.isDnsName(name);
    }

    private static NameSuffixes suffixes(List<IdentitySuffix> wire) {
        return new NameSuffixes(
                wire.stream().map(each -> String.join(".", each.getPartsList())).toList());
    }

    private static Authorization.Network network(Network wire) {
        return new Authorization.Network(
                block(wire.hasNet(), wire.getNet()),
                wire.getExceptList().stream().map(each -> block(true, each)).toList());
    }

    private static IpNetwork block(boolean present, IPNetwork wire) {
        InetAddress address = present ? EndpointMapping.ip(wire.getIp()) : null;
        if (address == null) {
            throw missing("network: address");
        }
        return new IpNetwork(address, wire.getPrefixLen());
    }

    /** A resource by its metadata; inbound they have no namespace. */
    private static ResourceRef resource(boolean present, Metadata wire, String what) {
        if (!present || wire.getKindCase() != Metadata.KindCase.RESOURCE) {
            return BackendMapping.resource(present, wire, what);
        }
        Resource resource = wire.getResource();
        if (resource.getName().isEmpty()) {
            throw missing(what + ": name of its metadata");
        }
        return new ResourceRef(resource.getGroup(), resource.getKind(), "", resource.getName(), "", "");
    }

    /** A resource by its labels; once they were a name alone, as {@code kind:name}. */
    private static ResourceRef named(Map<String, String> labels, String what) {
        String name = labels.getOrDefault("name", "");
        if (name.isEmpty()) {
            throw missing(what + ": name in its labels");
        }
        String kind = labels.getOrDefault("kind", "");
        int colon = name.indexOf(':');
        if (kind.isEmpty() && colon > 0) {
            kind = name.substring(0, colon);
            name = name.substring(colon + 1);
        }
        return new ResourceRef(labels.getOrDefault("group", ""), kind.isEmpty() ? "default" : kind, "", name, "", "");
    }
}
