package io.reactivemesh.proxy.inbound;

import io.reactivemesh.proxy.admin.ByName;
import io.reactivemesh.proxy.admin.Cell;
import io.reactivemesh.proxy.admin.Counter;
import io.reactivemesh.proxy.admin.ExchangeFamilies;
import io.reactivemesh.proxy.admin.Family;
import io.reactivemesh.proxy.admin.Histogram;
import io.reactivemesh.proxy.admin.Labels;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.admin.ProxyMetrics;
import io.reactivemesh.proxy.control.ResourceRef;
import io.reactivemesh.proxy.stack.ErrorMeter;
import io.reactivemesh.proxy.stack.ExchangeMeter;
import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.Layer;
import io.reactivemesh.proxy.stack.ResponseMeter;
import io.reactivemesh.proxy.stack.TargetLabels;
import io.reactivemesh.proxy.transport.ConnectionMeter;
import io.reactivemesh.proxy.transport.Protocol;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** What is counted of one inbound target and kind of client under one server's policy, on one event loop. Event loop only. */
final class ServerMeters {

    private static final Labels DIRECTION = Labels.of("direction", "inbound");

    /** A series of one family, by the labels that only it has. */
    private record Key(Family family, Labels own) {}

    private final Metrics metrics;
    private final InetSocketAddress original;
    private final Labels target;
    private final Labels tls;
    private final ResourceRef name;
    private final Labels server;
    private final boolean authorities;
    private final ConnectionMeter accepted;
    private final ErrorMeter httpErrors;
    private final Map<Protocol, Counter> verdicts = new EnumMap<>(Protocol.class);
    private final Histogram detection;
    private final Map<Key, Counter> counters = new HashMap<>(4);

    /**
     * Resolves the cells.
     *
     * @param tls what is known of the clients' TLS
     * @param authorities whether requests are counted by whom they are addressed to
     */
    ServerMeters(Metrics metrics, InetSocketAddress original, Labels tls, ResourceRef name, boolean authorities) {
        this.authorities = authorities;
        this.metrics = metrics;
        this.original = original;
        this.target = TargetLabels.of(original);
        this.tls = tls;
        this.name = name;
        this.server = withPort("srv");
        this.accepted = new ConnectionMeter(
                metrics, DIRECTION.and("peer", "src").and(target).and(tls).and(server));
        this.httpErrors = new ErrorMeter(
                metrics,
                ProxyMetrics.INBOUND_HTTP_ERRORS_TOTAL,
                error -> Labels.of("error", error).and(target).and(server));
        this.detection = metrics.histogram(ProxyMetrics.INBOUND_TCP_DETECT_HTTP_DURATION_SECONDS, server);
        for (Protocol protocol : Protocol.values()) {
            Labels result = Labels.of("result", protocol.label()).and(server);
            verdicts.put(protocol, metrics.counter(ProxyMetrics.INBOUND_TCP_DETECT_HTTP_RESULTS_TOTAL, result));
        }
    }

    private Labels withPort(String prefix) {
        return resource(prefix, name).and(prefix + "_port", Integer.toString(original.getPort()));
    }

    private static Labels resource(String prefix, ResourceRef resource) {
        return Labels.of(prefix + "_group", resource.group())
                .and(prefix + "_kind", resource.kind())
                .and(prefix + "_name", resource.name());
    }

    ConnectionMeter accepted() {
        return accepted;
    }

    ErrorMeter httpErrors() {
        return httpErrors;
    }

    /** Counts a verdict of detection. */
    void detected(Protocol protocol, long nanos) {
        detection.record(nanos);
        Counter verdict = verdicts.get(protocol);
        if (verdict != null) {
            verdict.increment();
        }
    }

    /** Counts an opaque connection that was let in. */
    void connectionAllowed(ResourceRef authorization) {
        counter(ProxyMetrics.INBOUND_TCP_AUTHZ_ALLOW_TOTAL, resource("authz", authorization))
                .increment();
    }

    /** Counts an opaque connection that was not let in. */
    void connectionDenied() {
        counter(ProxyMetrics.INBOUND_TCP_AUTHZ_DENY_TOTAL, Labels.NONE).increment();
    }

    /** Counts an opaque connection that was cut off as it may not go on. */
    void connectionTerminated() {
        counter(ProxyMetrics.INBOUND_TCP_AUTHZ_TERMINATE_TOTAL, Labels.NONE).increment();
    }

    /** Counts a request that no route is for. */
    void routeNotFound() {
        counter(ProxyMetrics.INBOUND_HTTP_ROUTE_NOT_FOUND_TOTAL, Labels.NONE).increment();
    }

    /** Counts a request that came too often. */
    void rateLimited(ResourceRef limit, String scope) {
        counter(
                        ProxyMetrics.INBOUND_HTTP_LOCAL_RATELIMIT_TOTAL,
                        resource("ratelimit", limit).and("ratelimit_scope", scope))
                .increment();
    }

    /** What counts the requests to a route that were let in. */
    Counter requestsAllowed(ResourceRef route, ResourceRef authorization) {
        return counter(
                ProxyMetrics.INBOUND_HTTP_AUTHZ_ALLOW_TOTAL,
                resource("route", route).and(resource("authz", authorization)));
    }

    /** What counts the requests to a route that were not let in. */
    Counter requestsDenied(ResourceRef route) {
        return counter(ProxyMetrics.INBOUND_HTTP_AUTHZ_DENY_TOTAL, resource("route", route));
    }

    private Counter counter(Family family, Labels own) {
        return counters.computeIfAbsent(
                new Key(family, own),
                _ -> metrics.counter(family, target.and(server).and(own).and(tls)));
    }

    /** New cells of the requests that a permit lets in to a route, by authority as far as that is wanted. */
    ByName<ResponseMeter> responses(ResourceRef route, ResourceRef authorization) {
        Labels labels =
                target.and(tls).and(server).and(resource("route", route)).and(resource("authz", authorization));
        return new ByName<>(authority -> new ResponseMeter(
                metrics, (authorities ? DIRECTION.and("authority", authority) : DIRECTION).and(labels)));
    }

    /** The layer that counts requests in these cells. */
    Layer<HttpCall> counting(ByName<ResponseMeter> responses) {
        return authorities
                ? ResponseMeter.layer(call -> responses.get(call.request().authority()))
                : ResponseMeter.layer(responses.get(null));
    }

    /** New cells of the requests to a route, which may be one of gRPC. */
    ExchangeMeter exchanges(ResourceRef route, boolean grpc) {
        return new ExchangeMeter(
                metrics,
                grpc ? ExchangeFamilies.INBOUND_GRPC : ExchangeFamilies.INBOUND_HTTP,
                withPort("parent").and(resource("route", route)));
    }

    /** Gives all cells up; what they counted stays. */
    void release() {
        accepted.release();
        httpErrors.release();
        detection.release();
        verdicts.values().forEach(Cell::release);
        counters.values().forEach(Cell::release);
    }
}
