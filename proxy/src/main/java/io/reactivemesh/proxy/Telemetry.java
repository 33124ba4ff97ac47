package io.reactivemesh.proxy;

import io.reactivemesh.proxy.access.AccessLog;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.control.ControlChannels;
import io.reactivemesh.proxy.control.ControlMetrics;
import io.reactivemesh.proxy.control.GrpcCollector;
import io.reactivemesh.proxy.control.GrpcDiscovery;
import io.reactivemesh.proxy.trace.SpanExporter;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What is told of single requests, besides meters.
 *
 * @param accessLog a line for each inbound request; null = off
 * @param spans a span for each side of each traced request; null = off
 */
public record Telemetry(
        @Nullable AccessLog accessLog, @Nullable SpanExporter spans) implements AutoCloseable {

    /** Nothing. */
    public static final Telemetry NONE = new Telemetry(null, null);

    /**
     * Opens what a configuration asks for.
     *
     * @param standardError where the access log goes; not closed
     * @param channels how to connect to the collector
     */
    public static Telemetry open(
            ProxyConfig config, Metrics metrics, OutputStream standardError, ControlChannels channels) {
        ProxyConfig.AccessLog access = config.logging().access();
        ProxyConfig.Tracing tracing = config.tracing();
        return new Telemetry(
                access == null
                        ? null
                        : new AccessLog(access, standardError, metrics, InstantSource.system(), System::nanoTime),
                tracing == null ? null : exporter(config, tracing, metrics, channels));
    }

    private static SpanExporter exporter(
            ProxyConfig config, ProxyConfig.Tracing tracing, Metrics metrics, ControlChannels channels) {
        ControlMetrics observer = ControlMetrics.ofCollector(metrics, tracing.collector(), System::nanoTime);
        GrpcCollector collector = new GrpcCollector(
                new GrpcDiscovery.Service(tracing.collector(), observer),
                resource(tracing, InstantSource.system()),
                channels,
                config.outbound().connectBackoff(),
                RandomGenerator.getDefault());
        return new SpanExporter(collector, channels.loop(), metrics);
    }

    /** Who we are: our process, and what the environment says. */
    private static Map<String, String> resource(ProxyConfig.Tracing tracing, InstantSource clock) {
        Map<String, String> resource = new LinkedHashMap<>();
        resource.put("process.pid", Long.toString(ProcessHandle.current().pid()));
        resource.put("process.start_timestamp", Long.toString(clock.instant().getEpochSecond()));
        resource.putAll(tracing.resource());
        return resource;
    }

    /** Says what is still to be said. After the last request; blocks for a second or two at most. */
    @Override
    public void close() {
        if (accessLog != null) {
            accessLog.close();
        }
        if (spans != null) {
            spans.close();
        }
    }
}
