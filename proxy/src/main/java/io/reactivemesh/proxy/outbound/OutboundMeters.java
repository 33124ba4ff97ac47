package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.admin.Counter;
import io.reactivemesh.proxy.admin.Family;
import io.reactivemesh.proxy.admin.Histogram;
import io.reactivemesh.proxy.admin.Labels;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.admin.ProxyMetrics;
import io.reactivemesh.proxy.control.ProxyEndpoint;
import io.reactivemesh.proxy.stack.ErrorMeter;
import io.reactivemesh.proxy.stack.ResponseMeter;
import io.reactivemesh.proxy.stack.TargetLabels;
import io.reactivemesh.proxy.transport.ConnectionMeter;
import io.reactivemesh.proxy.transport.Protocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The outbound side's meters on one event loop, and the labels they carry. Event loop only. */
final class OutboundMeters {

    private static final Labels DIRECTION = Labels.of("direction", "outbound");

    private final Metrics metrics;
    private final Set<InetAddress> ownIps;
    private final Map<String, Counter> protocols = new HashMap<>();
    private final Map<Protocol, Counter> verdicts = new EnumMap<>(Protocol.class);
    private final ErrorMeter httpErrors;
    private final Histogram detection;

    /**
     * Resolves what does not depend on a destination.
     *
     * @param ownIps addresses of this pod
     */
    OutboundMeters(Metrics metrics, Set<InetAddress> ownIps) {
        this.metrics = metrics;
        this.ownIps = ownIps;
        this.httpErrors =
                new ErrorMeter(metrics, ProxyMetrics.OUTBOUND_HTTP_ERRORS_TOTAL, error -> Labels.of("error", error));
        this.detection = metrics.histogram(ProxyMetrics.OUTBOUND_TCP_DETECT_HTTP_DURATION_SECONDS, Labels.NONE);
        for (Protocol protocol : Protocol.values()) {
            Labels result = Labels.of("result", protocol.label());
            verdicts.put(protocol, metrics.counter(ProxyMetrics.OUTBOUND_TCP_DETECT_HTTP_RESULTS_TOTAL, result));
        }
    }

    /** The meters of accepted connections that were going to this address. */
    SourceMeters source(InetSocketAddress original) {
        Labels target = TargetLabels.of(original);
        Labels labels = DIRECTION
                .and("peer", "src")
                .and(target)
                .and("tls", "no_identity")
                .and("no_tls_reason", "loopback");
        ErrorMeter errors =
                new ErrorMeter(metrics, ProxyMetrics.OUTBOUND_TCP_ERRORS_TOTAL, error -> target.and("error", error));
        return new SourceMeters(new ConnectionMeter(metrics, labels), errors);
    }

    /** The meter of connections to an endpoint. */
    ConnectionMeter connected(ProxyEndpoint endpoint, @Nullable String authority) {
        Labels peer = DIRECTION.and("peer", "dst");
        return new ConnectionMeter(metrics, endpoint(peer, endpoint, authority));
    }

    /** The meter of requests to an endpoint. */
    ResponseMeter responses(ProxyEndpoint endpoint, @Nullable String authority) {
        return new ResponseMeter(metrics, endpoint(DIRECTION, endpoint, authority));
    }

    private Labels endpoint(Labels base, ProxyEndpoint endpoint, @Nullable String authority) {
        Labels named = authority == null ? base : base.and("authority", authority);
        return named.and(TargetLabels.of(endpoint.address())).and(tls(endpoint)).and("dst_", endpoint.labels());
    }

    private Labels tls(ProxyEndpoint endpoint) {
        if (ownIps.contains(endpoint.address().getAddress())) {
            return Labels.of("tls", "no_identity").and("no_tls_reason", "loopback");
        }
        if (endpoint.identity() == null) {
            return Labels.of("tls", "no_identity").and("no_tls_reason", "not_provided_by_service_discovery");
        }
        return Labels.of("tls", "disabled");
    }

    /** The meters of an HTTP balancer. */
    Balance.Meters httpBalancer(String authority) {
        return balancer(
                ProxyMetrics.OUTBOUND_HTTP_BALANCER_ENDPOINTS, ProxyMetrics.OUTBOUND_HTTP_BALANCER_UPDATES, authority);
    }

    /** The meters of a balancer of opaque connections. */
    Balance.Meters tcpBalancer(String authority) {
        return balancer(
                ProxyMetrics.OUTBOUND_TCP_BALANCER_ENDPOINTS, ProxyMetrics.OUTBOUND_TCP_BALANCER_UPDATES, authority);
    }

    /** The meters of the queue above an HTTP balancer. */
    QueueMeters httpQueue(String authority) {
        Labels backend = backend(authority);
        return new QueueMeters(
                metrics.gauge(ProxyMetrics.OUTBOUND_HTTP_QUEUE_LENGTH, backend),
                metrics.counter(ProxyMetrics.OUTBOUND_HTTP_QUEUE_REQUESTS, backend),
                metrics.counter(ProxyMetrics.OUTBOUND_HTTP_QUEUE_GATE_OPEN, backend),
                metrics.counter(ProxyMetrics.OUTBOUND_HTTP_QUEUE_GATE_SHUT, backend));
    }

    /** The meters of the queue above a balancer of opaque connections. */
    QueueMeters tcpQueue(String authority) {
        Labels backend = backend(authority);
        return new QueueMeters(
                metrics.gauge(ProxyMetrics.OUTBOUND_TCP_QUEUE_LENGTH, backend),
                metrics.counter(ProxyMetrics.OUTBOUND_TCP_QUEUE_REQUESTS, backend),
                metrics.counter(ProxyMetrics.OUTBOUND_TCP_QUEUE_GATE_OPEN, backend),
                metrics.counter(ProxyMetrics.OUTBOUND_TCP_QUEUE_GATE_SHUT, backend));
    }

    private static Labels backend(String authority) {
        return Labels.of("backend_group", "")
                .and("backend_kind", "default")
                .and("backend_namespace", "")
                .and("backend_name", authority);
    }

    private Balance.Meters balancer(Family endpoints, Family updates, String authority) {
        Labels backend = backend(authority);
        return new Balance.Meters(
                metrics.gauge(endpoints, backend),
                metrics.counter(updates, backend.and("op", "Add")),
                metrics.counter(updates, backend.and("op", "Remove")),
                metrics.counter(updates, backend.and("op", "Reset")));
    }

    ErrorMeter httpErrors() {
        return httpErrors;
    }

    /** Counts a protocol decision. */
    void protocol(String protocol) {
        protocols
                .computeIfAbsent(
                        protocol,
                        name -> metrics.counter(
                                ProxyMetrics.OUTBOUND_TCP_PROTOCOL_CONNECTIONS_TOTAL, Labels.of("protocol", name)))
                .increment();
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
