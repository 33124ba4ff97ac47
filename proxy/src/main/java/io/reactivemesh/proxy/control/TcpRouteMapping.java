package io.reactivemesh.proxy.control;

import static io.reactivemesh.proxy.control.BackendMapping.resource;
import static io.reactivemesh.proxy.control.RouteMapping.missing;

import io.reactivemesh.proxy.route.NameRouter.NamedRoute;
import io.reactivemesh.wire.outbound.OpaqueRoute;
import io.reactivemesh.wire.outbound.TlsRoute;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Routes of connections that are relayed as bytes, from their wire form. What makes no sense throws {@link IllegalArgumentException}. */
final class TcpRouteMapping {

    private TcpRouteMapping() {}

    /** The rule of the one route there may be; null when there is none. */
    static @Nullable TcpRule opaque(List<OpaqueRoute> routes) {
        if (routes.isEmpty()) {
            return null;
        }
        OpaqueRoute route = only(routes, "opaque routes");
        OpaqueRoute.Rule rule = only(route.getRulesList(), "rules of an opaque route");
        return new TcpRule(
                resource(route.hasMetadata(), route.getMetadata(), "opaque route"),
                opaqueFilters(rule.getFiltersList()),
                BackendMapping.spread(rule.getBackends()));
    }

    static NamedRoute<TcpRule> tls(TlsRoute route) {
        TlsRoute.Rule rule = only(route.getRulesList(), "rules of a TLS route");
        TcpRule leadsTo = new TcpRule(
                resource(route.hasMetadata(), route.getMetadata(), "TLS route"),
                tlsFilters(rule.getFiltersList()),
                BackendMapping.spread(rule.getBackends()));
        return new NamedRoute<>(RouteMapping.names(route.getSnisList()), leadsTo);
    }

    private static <T> T only(List<T> list, String what) {
        if (list.size() != 1) {
            throw new IllegalArgumentException(what + ": " + list.size() + " (expected: 1)");
        }
        return list.getFirst();
    }

    static List<TcpRule.Filter> opaqueFilters(List<OpaqueRoute.Filter> wire) {
        return wire.stream()
                .<TcpRule.Filter>map(each -> switch (each.getKindCase()) {
                    case FORBIDDEN -> new TcpRule.Filter.Forbidden();
                    case INVALID -> new TcpRule.Filter.Invalid(each.getInvalid().getMessage());
                    case KIND_NOT_SET -> throw missing("filter of an opaque route");
                })
                .toList();
    }

    static List<TcpRule.Filter> tlsFilters(List<TlsRoute.Filter> wire) {
        return wire.stream()
                .<TcpRule.Filter>map(each -> switch (each.getKindCase()) {
                    case FORBIDDEN -> new TcpRule.Filter.Forbidden();
                    case INVALID -> new TcpRule.Filter.Invalid(each.getInvalid().getMessage());
                    case KIND_NOT_SET -> throw missing("filter of a TLS route");
                })
                .toList();
    }
}
