package io.reactivemesh.ops.controller;

import com.typesafe.config.Config;
import io.reactivemesh.discovery.grpc.DiscoveryObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import kamon.Kamon;
import kamon.metric.Counter;
import kamon.metric.Gauge;
import kamon.metric.Instrument;
import kamon.module.Module;
import kamon.prometheus.PrometheusReporter;
import kamon.tag.TagSet;
import kamon.util.Filter;
import org.jspecify.annotations.Nullable;

/**
 * All meters of a control-plane node; the table is in this module's {@code README.md}. What happens is counted here, without Kamon, from
 * the first moment; {@link #expose} starts Kamon, which takes longer than everything else of a start, once nobody waits for it.
 */
final class ControllerMetrics implements DiscoveryObserver {
    static final String STREAMS = "mesh_discovery_streams";
    static final String STREAMS_OPENED = "mesh_discovery_streams_opened_total";
    static final String UPDATES = "mesh_discovery_updates_total";
    static final String ENTITIES = "mesh_entities";
    static final String QUARANTINED = "mesh_quarantined_objects";
    static final String READY = "mesh_ready";
    static final String JOURNAL_UP = "mesh_journal_up";
    static final String JOURNAL_UNRECORDED = "mesh_journal_unrecorded_changes";
    static final String JOURNAL_FAILURES = "mesh_journal_failures_total";
    static final String HEAP = "mesh_heap_used_bytes";

    private static final Duration REFRESH = Duration.ofSeconds(1);
    private static final String TOTAL = "_total";

    private final Map<Method, Streams> streams = new EnumMap<>(Method.class);
    /** Kamon is one per process; what is ours in it leaves with us. */
    private final List<Instrument<?, ?>> instruments = new ArrayList<>();

    private Module.@Nullable Registration registration;
    private volatile @Nullable PrometheusReporter reporter;
    private boolean closed;

    ControllerMetrics() {
        for (Method method : Method.values()) {
            streams.put(method, new Streams(new LongAdder(), new LongAdder(), new LongAdder()));
        }
    }

    @Override
    public void opened(Method method) {
        of(method).opened().increment();
    }

    @Override
    public void closed(Method method) {
        of(method).closed().increment();
    }

    @Override
    public void sent(Method method) {
        of(method).sent().increment();
    }

    /**
     * Starts the exporter; slow, at most once per process. Until it ran {@link #scrape} has nothing to show.
     *
     * @param config with the {@code kamon} section to use
     */
    synchronized void expose(Config config, Supplier<NodeHealth> health) {
        if (closed) {
            return;
        }
        Kamon.initWithoutAttaching(config);
        for (Method method : Method.values()) {
            Streams counted = of(method);
            TagSet tag = TagSet.of("method", method.name().toLowerCase(Locale.ROOT));
            gauge(STREAMS, "Discovery streams that are open", tag, counted::open);
            counter(STREAMS_OPENED, "Discovery streams opened since start", tag, counted.opened()::sum);
            counter(UPDATES, "Messages handed to discovery streams", tag, counted.sent()::sum);
        }
        TagSet none = TagSet.Empty();
        gauge(
                ENTITIES,
                "Services, workloads and addresses known",
                none,
                () -> health.get().entities());
        gauge(
                QUARANTINED,
                "Objects refused, their last good version stays live",
                none,
                () -> health.get().quarantined());
        gauge(READY, "1 when proxies may be sent here", none, () -> health.get().notReady() == null ? 1 : 0);
        gauge(
                JOURNAL_UP,
                "1 when changes are recorded as they happen",
                none,
                () -> health.get().degraded() == null ? 1 : 0);
        gauge(
                JOURNAL_UNRECORDED,
                "Changes that are live but not in the log yet",
                none,
                () -> health.get().unrecorded());
        counter(
                JOURNAL_FAILURES,
                "Failed attempts to read or write the log",
                none,
                () -> health.get().journalFailures());
        gauge(HEAP, "Heap in use", none, ControllerMetrics::heapUsed);
        PrometheusReporter exporter = PrometheusReporter.create();
        registration = Kamon.addReporter("prometheus", exporter, Filter.fromGlob("mesh_*"));
        reporter = exporter;
    }

    /** All meters as Prometheus text, at most a second old; null = not exposed yet. */
    @Nullable
    String scrape() {
        PrometheusReporter exporter = reporter;
        return exporter == null ? null : exporter.scrapeData();
    }

    /** Takes back what {@link #expose} did. Idempotent. */
    synchronized void close() {
        closed = true;
        reporter = null;
        instruments.forEach(Instrument::remove);
        instruments.clear();
        if (registration != null) {
            registration.cancel();
            registration = null;
        }
    }

    private Streams of(Method method) {
        return Objects.requireNonNull(streams.get(method), "every method has its counts");
    }

    private static long heapUsed() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private void gauge(String name, String help, TagSet tags, DoubleSupplier value) {
        Consumer<Gauge> refresh = gauge -> gauge.update(value.getAsDouble());
        instruments.add(Kamon.gauge(name, help).withTags(tags).autoUpdate(refresh, REFRESH));
    }

    private void counter(String name, String help, TagSet tags, LongSupplier total) {
        LongAdder reported = new LongAdder();
        Consumer<Counter> refresh = counter -> {
            long news = total.getAsLong() - reported.sum();
            reported.add(news);
            counter.increment(news);
        };
        // The exporter appends "_total" itself.
        instruments.add(Kamon.counter(name.substring(0, name.length() - TOTAL.length()), help)
                .withTags(tags)
                .autoUpdate(refresh, REFRESH));
    }

    private record Streams(LongAdder opened, LongAdder closed, LongAdder sent) {
        long open() {
            // Closed first: a stream that comes and goes in between then counts as open, never as minus one.
            long ended = closed.sum();
            return opened.sum() - ended;
        }
    }
}
