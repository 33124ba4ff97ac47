package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.admin.Counter;
import io.reactivemesh.proxy.admin.Histogram;
import io.reactivemesh.proxy.admin.Labels;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.admin.ProxyMetrics;
import io.reactivemesh.proxy.control.ResourceRef;
import io.reactivemesh.proxy.transport.Protocol;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** The meters of connections to one destination that have not been routed yet: what they speak. Event loop only. */
final class ParentMeters {

    private final Metrics metrics;
    private final Labels parent;
    private final Map<String, Counter> protocols = new HashMap<>(2);
    private final Map<Protocol, Counter> verdicts = new EnumMap<>(Protocol.class);
    private final Histogram detection;

    ParentMeters(Metrics metrics, ResourceRef destination) {
        this.metrics = metrics;
        this.parent = ResourceLabels.parent(destination);
        this.detection = metrics.histogram(ProxyMetrics.OUTBOUND_TCP_DETECT_HTTP_DURATION_SECONDS, parent);
        for (Protocol protocol : Protocol.values()) {
            Labels result = Labels.of("result", protocol.label()).and(parent);
            verdicts.put(protocol, metrics.counter(ProxyMetrics.OUTBOUND_TCP_DETECT_HTTP_RESULTS_TOTAL, result));
        }
    }

    /** Counts a protocol decision. */
    void protocol(String protocol) {
        protocols
                .computeIfAbsent(
                        protocol,
                        name -> metrics.counter(
                                ProxyMetrics.OUTBOUND_TCP_PROTOCOL_CONNECTIONS_TOTAL,
                                Labels.of("protocol", name).and(parent)))
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

    /** Gives all cells up; what they counted stays. */
    void release() {
        detection.release();
        verdicts.values().forEach(Counter::release);
        protocols.values().forEach(Counter::release);
    }
}
