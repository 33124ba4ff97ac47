package io.reactivemesh.proxy.control;

import static io.reactivemesh.proxy.admin.ProxyMetrics.CONTROL_DNS_RESOLUTIONS_TOTAL;
import static io.reactivemesh.proxy.admin.ProxyMetrics.CONTROL_REQUEST_TOTAL;
import static io.reactivemesh.proxy.admin.ProxyMetrics.CONTROL_RESPONSE_LATENCY_MS;
import static io.reactivemesh.proxy.admin.ProxyMetrics.CONTROL_RESPONSE_TOTAL;
import static io.reactivemesh.proxy.admin.ProxyMetrics.MESH_CONTROL_CONNECTED;
import static io.reactivemesh.proxy.admin.ProxyMetrics.MESH_CONTROL_RECONNECTS_TOTAL;
import static io.reactivemesh.proxy.admin.ProxyMetrics.MESH_CONTROL_STALE_SECONDS;

import io.reactivemesh.proxy.ControlAddress;
import io.reactivemesh.proxy.admin.BalancerCells;
import io.reactivemesh.proxy.admin.BalancerFamilies;
import io.reactivemesh.proxy.admin.Counter;
import io.reactivemesh.proxy.admin.Gauge;
import io.reactivemesh.proxy.admin.Histogram;
import io.reactivemesh.proxy.admin.Labels;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.grpc.GrpcStatus;
import io.reactivemesh.proxy.stack.GrpcCode;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts and logs what happens between this proxy and one service of the control plane, or the collector of its spans. */
public final class ControlMetrics implements ControlObserver, ControlNameResolver.Observer {

    private static final Logger LOG = LoggerFactory.getLogger(ControlMetrics.class);

    /** gRPC has its own status in trailers. */
    private static final String HTTP_OK = "200";

    /** What is said of the connection. */
    private record Words(String connected, String lost) {}

    private static final Words CONTROL_PLANE =
            new Words("Control plane connected", "Control plane lost; keeping its last good answers");
    private static final Words COLLECTOR = new Words("Trace collector connected", "Trace collector lost");

    private final Metrics metrics;
    private final LongSupplier nanoTime;
    private final ControlAddress address;
    private final Words words;
    private final Labels client;
    private final Labels target;
    private final Gauge connected;
    private final Counter reconnects;
    private final Counter requests;
    private final Histogram latency;
    private final BalancerCells balancing;
    private final Map<Labels, Counter> resolutions = new HashMap<>();
    private final Map<GrpcCode, Counter> responses = new EnumMap<>(GrpcCode.class);

    /**
     * Resolves the cells.
     *
     * @param client short name of the service, the value of label {@code client}
     * @param nanoTime monotonic clock in nanoseconds
     */
    public ControlMetrics(Metrics metrics, String client, ControlAddress address, LongSupplier nanoTime) {
        this(metrics, client, address, nanoTime, CONTROL_PLANE, families(client));
    }

    private static BalancerFamilies families(String client) {
        return switch (client) {
            case "destination" -> BalancerFamilies.DESTINATION;
            case "policy" -> BalancerFamilies.POLICY;
            default -> throw new IllegalArgumentException("client: " + client + " (expected: destination, policy)");
        };
    }

    /** The same for the collector of spans. */
    public static ControlMetrics ofCollector(Metrics metrics, ControlAddress address, LongSupplier nanoTime) {
        return new ControlMetrics(
                metrics, "opentelemetry", address, nanoTime, COLLECTOR, BalancerFamilies.OPENTELEMETRY);
    }

    private ControlMetrics(
            Metrics metrics,
            String client,
            ControlAddress address,
            LongSupplier nanoTime,
            Words words,
            BalancerFamilies families) {
        this.metrics = metrics;
        this.words = words;
        this.nanoTime = nanoTime;
        this.address = address;
        this.client = Labels.of("client", client);
        this.target = Labels.of("addr", address.toString())
                .and("tls", "no_identity")
                .and("no_tls_reason", address.loopback() ? "loopback" : "not_provided_by_service_discovery");
        this.connected = metrics.gauge(MESH_CONTROL_CONNECTED, this.client);
        this.reconnects = metrics.counter(MESH_CONTROL_RECONNECTS_TOTAL, this.client);
        this.requests = metrics.counter(CONTROL_REQUEST_TOTAL, target);
        this.latency = metrics.histogram(CONTROL_RESPONSE_LATENCY_MS, target.and("status_code", HTTP_OK));
        this.balancing = new BalancerCells(metrics, families, Labels.of("addr", address.toString()));
    }

    /** Shows at each exposition for how long the connection has been lost. */
    void follow(LongSupplier lostNanos) {
        Gauge stale = metrics.gauge(MESH_CONTROL_STALE_SECONDS, client);
        metrics.beforeExposition(() -> stale.set(lostNanos.getAsLong()));
    }

    @Override
    public void connected(boolean again) {
        connected.set(1);
        if (again) {
            reconnects.increment();
        }
        LOG.atInfo().addKeyValue(LogKeys.ADDRESS, address).log(words.connected);
    }

    @Override
    public void lost() {
        connected.set(0);
        LOG.atWarn().addKeyValue(LogKeys.ADDRESS, address).log(words.lost);
    }

    @Override
    public void resolved(String recordType, boolean found) {
        Labels labels = client.and("record_type", recordType).and("result", found ? "ok" : "not_found");
        resolutions
                .computeIfAbsent(labels, key -> metrics.counter(CONTROL_DNS_RESOLUTIONS_TOTAL, key))
                .increment();
    }

    @Override
    public BalancerCells balancing() {
        return balancing;
    }

    @Override
    public CallObserver called() {
        requests.increment();
        return new Call(nanoTime.getAsLong());
    }

    /** One call; the stream's first message is its response, or its end when none comes. */
    private final class Call implements CallObserver {

        private final long started;
        private boolean answered;

        Call(long started) {
            this.started = started;
        }

        @Override
        public void answered() {
            if (!answered) {
                answered = true;
                latency.record(nanoTime.getAsLong() - started);
            }
        }

        @Override
        public void ended(GrpcStatus status) {
            answered();
            responses.computeIfAbsent(status.code(), code -> response(code)).increment();
        }
    }

    private Counter response(GrpcCode code) {
        String classification = code == GrpcCode.OK || code == GrpcCode.CANCELLED ? "success" : "failure";
        return metrics.counter(
                CONTROL_RESPONSE_TOTAL,
                target.and("status_code", HTTP_OK)
                        .and("classification", classification)
                        .and("grpc_status", Integer.toString(code.number()))
                        .and("error", ""));
    }
}
