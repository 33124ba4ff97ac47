package io.reactivemesh.proxy.admin;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The registry of all meters of one proxy. Resolving a cell takes a lookup and a lock, so it is done when a stack is
 * built; what is then written per request is a plain field of one event loop. Any thread may resolve, release and
 * expose.
 *
 * <p>A family has at most {@value #MOST_SERIES} series: what comes later is counted in one of them, {@code overflow="true"}, and
 * {@code mesh_metrics_overflow_total} says how often that was.
 */
public final class Metrics {

    /** A series takes about half a KiB with its labels, and there are some dozens of families. */
    static final int MOST_SERIES = 2000;

    private static final Labels OVERFLOW = Labels.of("overflow", "true");

    private final Map<Family, Map<Labels, Series>> families = new LinkedHashMap<>();
    private final Map<Family, AtomicLong> overflows = new ConcurrentHashMap<>();
    private final Map<Family, Counter> shownOverflows = new HashMap<>();
    private final LongSupplier nanoTime;
    private final long retainNanos;
    private final List<Runnable> refreshers = new CopyOnWriteArrayList<>();

    /**
     * @param families what can be measured, in the order of exposition
     * @param nanoTime monotonic clock in nanoseconds
     * @param retainIdle how long a series of an expiring family outlives its last holder
     */
    public Metrics(List<Family> families, LongSupplier nanoTime, Duration retainIdle) {
        families.forEach(family -> this.families.put(family, new ConcurrentHashMap<>()));
        this.nanoTime = nanoTime;
        this.retainNanos = retainIdle.toNanos();
    }

    /** A new cell of a counter. */
    public Counter counter(Family family, Labels labels) {
        return hold(family, labels, Family.Type.COUNTER, Counter::new);
    }

    /** A new cell of a gauge. */
    public Gauge gauge(Family family, Labels labels) {
        return hold(family, labels, Family.Type.GAUGE, Gauge::new);
    }

    /** A new cell of a histogram. */
    public Histogram histogram(Family family, Labels labels) {
        return hold(family, labels, Family.Type.HISTOGRAM, series -> new Histogram(series, family.bounds()));
    }

    /**
     * Runs something before each exposition, by the thread that exposes: for cells whose value is a question of when
     * one asks.
     */
    public void beforeExposition(Runnable refresher) {
        refreshers.add(refresher);
    }

    /** Appends the text exposition of everything that has a series; drops what has been idle for too long. */
    public synchronized void expose(StringBuilder out) {
        refreshers.forEach(Runnable::run);
        showOverflows();
        long now = nanoTime.getAsLong();
        families.forEach((family, series) -> {
            series.values().removeIf(each -> each.dropIfIdle(now, retainNanos));
            if (!series.isEmpty()) {
                Exposition.family(out, family);
                series.values().stream()
                        .sorted((a, b) -> a.labels().text().compareTo(b.labels().text()))
                        .forEach(each -> Exposition.series(out, family, each.labels(), each.total()));
            }
        });
    }

    private void showOverflows() {
        overflows.forEach((family, count) -> {
            Counter shown = shownOverflows.computeIfAbsent(
                    family, key -> counter(ProxyMetrics.MESH_METRICS_OVERFLOW_TOTAL, Labels.of("family", key.name())));
            shown.add(count.get() - shown.value());
        });
    }

    private <C extends Cell> C hold(Family family, Labels labels, Family.Type type, Function<Series, C> create) {
        Map<Labels, Series> series = families.get(family);
        if (series == null || family.type() != type) {
            throw new IllegalArgumentException(family.name() + ": not a registered " + type);
        }
        Labels shown = labels;
        if (series.size() >= MOST_SERIES && !series.containsKey(labels)) {
            var _ = overflows.computeIfAbsent(family, _ -> new AtomicLong()).incrementAndGet();
            shown = OVERFLOW;
        }
        while (true) {
            Series one = series.computeIfAbsent(shown, key -> new Series(family, key, nanoTime));
            C cell = create.apply(one);
            if (one.hold(cell)) {
                return cell;
            }
            series.remove(shown, one);
        }
    }
}
