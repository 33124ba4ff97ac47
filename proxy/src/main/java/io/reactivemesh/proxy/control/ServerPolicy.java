package io.reactivemesh.proxy.control;

import io.reactivemesh.proxy.balance.RateLimiter;
import io.reactivemesh.proxy.route.Filters;
import io.reactivemesh.proxy.route.RequestMatch;
import io.reactivemesh.proxy.route.Route;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The inbound policy of one port: what the application speaks there, and who may have what of it.
 *
 * @param server who says so, for labels
 * @param authorizations of connections whose bytes nobody looks at; those of requests are in the routes
 */
public record ServerPolicy(ResourceRef server, Protocol protocol, List<Authorization> authorizations) {

    /** Copies the list. */
    public ServerPolicy {
        authorizations = List.copyOf(authorizations);
    }

    /** One route for all requests, as where a policy names none. */
    public static Http everything(List<Authorization> authorizations, @Nullable RateLimit limit) {
        return everything(false, authorizations, limit);
    }

    /** The same, where calls of gRPC may be all that comes. */
    static Http everything(boolean grpc, List<Authorization> authorizations, @Nullable RateLimit limit) {
        InboundRule rule = new InboundRule(ResourceRef.named("default"), grpc, authorizations, Filters.NONE);
        return new Http(
                List.of(new Route<>(List.of(), List.of(new Route.Rule<>(List.of(RequestMatch.Http.ANY), rule)))),
                limit);
    }

    /** What a port speaks. */
    public sealed interface Protocol {

        /** Requests, where the protocol has any. */
        default @Nullable Http http() {
            return null;
        }
    }

    /**
     * Whatever turns out.
     *
     * @param timeout how long detection may take
     * @param http when it turns out to be HTTP
     */
    public record Detect(Duration timeout, Http http) implements Protocol {}

    /** HTTP/1. */
    public record Http1(Http http) implements Protocol {}

    /** HTTP/2, gRPC included. */
    public record Http2(Http http) implements Protocol {}

    /** Bytes that nobody looks at. */
    public record Opaque() implements Protocol {}

    /** TLS that the application ends itself. */
    public record Tls() implements Protocol {}

    /**
     * Requests: routes in the order of their importance.
     *
     * @param limit how often they may come, null = as they like
     */
    public record Http(
            List<Route<InboundRule>> routes, @Nullable RateLimit limit) {

        /** Copies the list. */
        public Http {
            routes = List.copyOf(routes);
        }
    }

    /** A limit of requests, and who says so. */
    public record RateLimit(ResourceRef name, RateLimiter.Config config) {}
}
