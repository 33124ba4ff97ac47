package io.reactivemesh.proxy.control;

import com.google.protobuf.Duration;
import io.reactivemesh.wire.httproute.HttpRouteMatch;
import io.reactivemesh.wire.httproute.PathMatch;
import io.reactivemesh.wire.meta.Metadata;
import io.reactivemesh.wire.meta.Resource;
import io.reactivemesh.wire.outbound.Backend;
import io.reactivemesh.wire.outbound.HttpRoute;
import io.reactivemesh.wire.outbound.OutboundPolicy;
import io.reactivemesh.wire.outbound.ProxyProtocol;
import io.reactivemesh.wire.outbound.Queue;

/** Outbound policies as they are sent. */
final class PolicyFixture {

    private PolicyFixture() {}

    /** The default policy of a Service {@code emojivoto/name}. */
    static OutboundPolicy detect(String name) {
        HttpRoute route = route(rule(name));
        return OutboundPolicy.newBuilder()
                .setMetadata(service(name))
                .setProtocol(ProxyProtocol.newBuilder()
                        .setDetect(ProxyProtocol.Detect.newBuilder()
                                .setTimeout(seconds(10))
                                .setHttp1(ProxyProtocol.Http1.newBuilder().addRoutes(route))
                                .setHttp2(ProxyProtocol.Http2.newBuilder().addRoutes(route))
                                .setOpaque(ProxyProtocol.Opaque.getDefaultInstance())))
                .build();
    }

    /** A policy of HTTP/1 with one rule. */
    static OutboundPolicy http1(HttpRoute.Rule.Builder rule) {
        return OutboundPolicy.newBuilder()
                .setMetadata(service("web"))
                .setProtocol(ProxyProtocol.newBuilder()
                        .setHttp1(ProxyProtocol.Http1.newBuilder().addRoutes(route(rule))))
                .build();
    }

    static HttpRoute route(HttpRoute.Rule.Builder rule) {
        return HttpRoute.newBuilder()
                .setMetadata(Metadata.newBuilder().setDefault("http"))
                .addRules(rule)
                .build();
    }

    static HttpRoute.Rule.Builder rule(String name) {
        return HttpRoute.Rule.newBuilder()
                .addMatches(HttpRouteMatch.newBuilder()
                        .setPath(PathMatch.newBuilder().setPrefix("/")))
                .setBackends(HttpRoute.Distribution.newBuilder()
                        .setFirstAvailable(HttpRoute.Distribution.FirstAvailable.newBuilder()
                                .addBackends(HttpRoute.RouteBackend.newBuilder().setBackend(backend(name)))));
    }

    static Backend.Builder backend(String name) {
        return Backend.newBuilder()
                .setMetadata(service(name))
                .setQueue(Queue.newBuilder().setCapacity(100).setFailfastTimeout(seconds(3)))
                .setBalancer(Backend.BalanceP2c.newBuilder()
                        .setDiscovery(Backend.EndpointDiscovery.newBuilder()
                                .setDst(Backend.EndpointDiscovery.DestinationGet.newBuilder()
                                        .setPath(name + ".emojivoto.svc.cluster.local:80")))
                        .setPeakEwma(Backend.BalanceP2c.PeakEwma.newBuilder()
                                .setDefaultRtt(Duration.newBuilder().setNanos(30_000_000))
                                .setDecay(seconds(10))));
    }

    static Metadata service(String name) {
        return Metadata.newBuilder()
                .setResource(Resource.newBuilder()
                        .setGroup("core")
                        .setKind("Service")
                        .setNamespace("emojivoto")
                        .setName(name)
                        .setPort(80))
                .build();
    }

    static Duration seconds(int seconds) {
        return Duration.newBuilder().setSeconds(seconds).build();
    }
}
