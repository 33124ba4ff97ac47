package io.reactivemesh.proxy.inbound;

import io.reactivemesh.proxy.admin.Cell;
import io.reactivemesh.proxy.admin.Counter;
import io.reactivemesh.proxy.admin.ExchangeFamilies;
import io.reactivemesh.proxy.admin.Histogram;
import io.reactivemesh.proxy.admin.Labels;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.admin.ProxyMetrics;
import io.reactivemesh.proxy.stack.ErrorMeter;
import io.reactivemesh.proxy.stack.ExchangeMeter;
import io.reactivemesh.proxy.stack.ResponseMeter;
import io.reactivemesh.proxy.stack.TargetLabels;
import io.reactivemesh.proxy.transport.ConnectionMeter;
import io.reactivemesh.proxy.transport.Protocol;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The meters of one inbound target and kind of client on one event loop, and the labels they carry. Event loop only. */
final class InboundMeters {

    private static final Labels DIRECTION = Labels.of("direction", "inbound");
    private static final Labels LOOPBACK = Labels.of("tls", "no_identity").and("no_tls_reason", "loopback");
    private static final Labels ROUTE =
            Labels.of("route_group", "").and("route_kind", "default").and("route_name", "default");

    private final ConnectionMeter accepted;
    private final ConnectionMeter connected;
    private final ResponseMeter responses;
    private final ExchangeMeter route;
    private final Counter requestsAllowed;
    private final Counter requestsDenied;
    private final Counter connectionsAllowed;
    private final Counter connectionsDenied;
    private final ErrorMeter httpErrors;
    private final Map<Protocol, Counter> verdicts = new EnumMap<>(Protocol.class);
    private final Histogram detection;

    /**
     * Resolves the cells.
     *
     * @param tls what is known of the clients' TLS
     * @param policy the name of the policy that applies
     */
    InboundMeters(Metrics metrics, InetSocketAddress original, Labels tls, String policy) {
        Labels target = TargetLabels.of(original);
        Labels server = resource("srv", policy, original);
        Labels authorization =
                Labels.of("authz_group", "").and("authz_kind", "default").and("authz_name", policy);
        this.accepted = new ConnectionMeter(
                metrics, DIRECTION.and("peer", "src").and(target).and(tls).and(server));
        this.connected =
                new ConnectionMeter(metrics, DIRECTION.and("peer", "dst").and(LOOPBACK));
        this.responses = new ResponseMeter(
                metrics, DIRECTION.and(target).and(tls).and(server).and(ROUTE).and(authorization));
        this.route = new ExchangeMeter(
                metrics,
                ExchangeFamilies.INBOUND_HTTP,
                resource("parent", policy, original).and(ROUTE));
        this.requestsAllowed = metrics.counter(
                ProxyMetrics.INBOUND_HTTP_AUTHZ_ALLOW_TOTAL,
                target.and(server).and(ROUTE).and(authorization).and(tls));
        this.requestsDenied = metrics.counter(
                ProxyMetrics.INBOUND_HTTP_AUTHZ_DENY_TOTAL,
                target.and(server).and(ROUTE).and(tls));
        this.connectionsAllowed = metrics.counter(
                ProxyMetrics.INBOUND_TCP_AUTHZ_ALLOW_TOTAL,
                target.and(server).and(authorization).and(tls));
        this.connectionsDenied = metrics.counter(
                ProxyMetrics.INBOUND_TCP_AUTHZ_DENY_TOTAL, target.and(server).and(tls));
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

    private static Labels resource(String prefix, String policy, InetSocketAddress original) {
        return Labels.of(prefix + "_group", "")
                .and(prefix + "_kind", "default")
                .and(prefix + "_name", policy)
                .and(prefix + "_port", Integer.toString(original.getPort()));
    }

    /** Counts a request that was let in, or not. */
    void request(boolean allowed) {
        (allowed ? requestsAllowed : requestsDenied).increment();
    }

    /** Counts an opaque connection that was let in, or not. */
    void connection(boolean allowed) {
        (allowed ? connectionsAllowed : connectionsDenied).increment();
    }

    /** What counts the requests to the application as its route does. */
    ExchangeMeter route() {
        return route;
    }

    ConnectionMeter accepted() {
        return accepted;
    }

    ConnectionMeter connected() {
        return connected;
    }

    ResponseMeter responses() {
        return responses;
    }

    ErrorMeter httpErrors() {
        return httpErrors;
    }

    /** Gives all cells up; what they counted stays. */
    void release() {
        accepted.release();
        connected.release();
        responses.release();
        route.release();
        httpErrors.release();
        List.of(requestsAllowed, requestsDenied, connectionsAllowed, connectionsDenied, detection)
                .forEach(Cell::release);
        verdicts.values().forEach(Counter::release);
    }

    /** Counts a verdict of detection. */
    void detected(Protocol protocol, long nanos) {
        detection.record(nanos);
        Counter verdict = verdicts.get(protocol);
        if (verdict != null) {
            verdict.increment();
        }
    }
}
