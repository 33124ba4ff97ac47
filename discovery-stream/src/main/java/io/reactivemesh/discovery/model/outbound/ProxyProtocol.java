package io.reactivemesh.discovery.model.outbound;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the traffic to a destination is read, and the routes that it then takes. */
public sealed interface ProxyProtocol {
    /**
     * The first bytes tell; {@code opaque} is for what they do not tell.
     *
     * @param http for HTTP/1 and HTTP/2
     */
    record Detect(Duration timeout, Opaque opaque, Http http) implements ProxyProtocol {}

    /**
     * Bytes.
     *
     * @param routes at most one
     */
    record Opaque(List<OpaqueRoute> routes) implements ProxyProtocol {
        public Opaque {
            routes = List.copyOf(routes);
        }
    }

    /** Known to be HTTP/1. */
    record Http1(Http http) implements ProxyProtocol {}

    /** Known to be HTTP/2. */
    record Http2(Http http) implements ProxyProtocol {}

    /**
     * Known to be gRPC.
     *
     * @param accrual null = endpoints are not judged
     */
    record Grpc(
            List<Route<RpcMatch, GrpcFilter>> routes,
            @Nullable FailureAccrual accrual) implements ProxyProtocol {
        public Grpc {
            routes = List.copyOf(routes);
        }
    }

    /**
     * What applies to HTTP requests, whichever the version.
     *
     * @param routes by precedence; a request that none matches is answered with 404
     * @param accrual null = endpoints are not judged
     */
    record Http(
            List<Route<HttpMatch, HttpFilter>> routes,
            @Nullable FailureAccrual accrual) {
        public Http {
            routes = List.copyOf(routes);
        }
    }
}
