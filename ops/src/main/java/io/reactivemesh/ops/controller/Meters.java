package io.reactivemesh.ops.controller;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import kamon.Kamon;
import kamon.metric.Counter;
import kamon.metric.Gauge;
import kamon.metric.Instrument;
import kamon.metric.MeasurementUnit;
import kamon.metric.PeriodSnapshot;
import kamon.module.MetricReporter;
import kamon.module.Module;
import kamon.prometheus.PrometheusReporter;
import kamon.tag.TagSet;
import kamon.util.Filter;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * Values that are read once a second, as Prometheus text. Kamon is one per process: what is ours in it leaves with {@link #close}. Not
 * thread-safe, but for {@link #scrape}.
 */
final class Meters implements AutoCloseable {
    private static final Duration REFRESH = Duration.ofSeconds(1);
    private static final String OURS = "(mesh|grpc_server|process|jvm)_.*";
    private static final int TICKS_TO_FORGET = 2;

    /** Whether this process had meters before. */
    private static volatile boolean used;

    private final List<Instrument<?, ?>> instruments = new ArrayList<>();
    private final PrometheusReporter exporter;
    private final Module.Registration registration;

    /**
     * Starts Kamon, which is slow; slower where there were meters before, as Kamon forgets only what it has reported once more.
     *
     * @param config with the {@code kamon} section to use
     */
    Meters(Config config) {
        Kamon.initWithoutAttaching(config);
        if (used) {
            awaitTicks();
        }
        exporter = PrometheusReporter.create();
        registration = Kamon.addReporter("prometheus", exporter, Filter.fromRegex(OURS));
    }

    /** All of them as Prometheus text, at most a second old. Any thread. */
    String scrape() {
        return exporter.scrapeData();
    }

    void gauge(String name, String help, TagSet tags, DoubleSupplier value) {
        Consumer<Gauge> refresh = gauge -> gauge.update(value.getAsDouble());
        instruments.add(Kamon.gauge(name, help).withTags(tags).autoUpdate(refresh, REFRESH));
    }

    /**
     * A counter.
     *
     * @param total since the process started; never less than before
     */
    void counter(String name, String help, TagSet tags, LongSupplier total) {
        counter(name, help, MeasurementUnit.none(), tags, total);
    }

    /**
     * A counter of time, in seconds.
     *
     * @param totalMillis since the process started; never less than before
     */
    void secondsCounter(String name, String help, TagSet tags, LongSupplier totalMillis) {
        counter(name, help, MeasurementUnit.time().milliseconds(), tags, totalMillis);
    }

    private void counter(String name, String help, MeasurementUnit unit, TagSet tags, LongSupplier total) {
        Consumer<Counter> refresh = new Consumer<>() {
            private long reported;

            @Override
            public void accept(Counter counter) {
                long now = total.getAsLong();
                counter.increment(Math.max(0, now - reported));
                reported = Math.max(reported, now);
            }
        };
        instruments.add(Kamon.counter(name, help, unit).withTags(tags).autoUpdate(refresh, REFRESH));
    }

    /** A histogram of durations, in seconds. */
    void histogram(String name, String help, TagSet tags, Durations durations) {
        Consumer<kamon.metric.Histogram> refresh = histogram -> {
            Histogram taken = durations.take();
            for (HistogramIterationValue value : taken.recordedValues()) {
                histogram.record(value.getValueIteratedTo(), value.getCountAtValueIteratedTo());
            }
        };
        instruments.add(Kamon.histogram(name, help, MeasurementUnit.time().microseconds())
                .withTags(tags)
                .autoUpdate(refresh, REFRESH));
    }

    private static void awaitTicks() {
        CountDownLatch ticks = new CountDownLatch(TICKS_TO_FORGET);
        Module.Registration reporter = Kamon.addReporter("ticks", new MetricReporter() {
            @Override
            public void reportPeriodSnapshot(PeriodSnapshot snapshot) {
                ticks.countDown();
            }

            @Override
            public void stop() {
                // Nothing was started.
            }

            @Override
            public void reconfigure(Config config) {
                // There is nothing to configure.
            }
        });
        try {
            ticks.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            reporter.cancel();
        }
    }

    /** Takes everything back. Idempotent. */
    @Override
    public void close() {
        used = true;
        instruments.forEach(Instrument::remove);
        instruments.clear();
        registration.cancel();
    }
}
