package io.reactivemesh.proxy.control;

import io.reactivemesh.proxy.balance.FailureAccrual;
import io.reactivemesh.proxy.route.NameRouter.NamedRoute;
import io.reactivemesh.proxy.route.Route;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a destination speaks, and the routes of it. */
public sealed interface ProtocolPolicy {

    /** Whatever turns out.
     *
     * @param timeout how long detection may take
     * @param http1 when it turns out to be HTTP/1
     * @param http2 when it turns out to be HTTP/2
     * @param opaque when it turns out to be neither
     */
    record Detect(Duration timeout, Http http1, Http http2, Opaque opaque) implements ProtocolPolicy {}

    /**
     * HTTP, in the order of importance of its routes.
     *
     * @param version which it is
     * @param accrual when an endpoint is left alone; null = never
     */
    record Http(
            Version version,
            List<Route<HttpRule>> routes,
            @Nullable FailureAccrual accrual) implements ProtocolPolicy {

        /** Copies the list. */
        public Http {
            routes = List.copyOf(routes);
        }

        /** No endpoint is ever left alone. */
        public Http(Version version, List<Route<HttpRule>> routes) {
            this(version, routes, null);
        }
    }

    /** A version of HTTP. */
    enum Version {
        HTTP1,
        HTTP2
    }

    /** Bytes that nobody looks at. */
    record Opaque(@Nullable TcpRule rule) implements ProtocolPolicy {}

    /** TLS, routed by the name that the client asks for. */
    record Tls(List<NamedRoute<TcpRule>> routes) implements ProtocolPolicy {

        /** Copies the list. */
        public Tls {
            routes = List.copyOf(routes);
        }
    }

    /**
     * A policy that makes no sense: every request fails, every connection is closed.
     *
     * @param reason what is wrong with it
     */
    record Invalid(String reason) implements ProtocolPolicy {}
}
