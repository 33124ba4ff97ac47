package io.reactivemesh.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MetricsTest {

    private static final Family COUNT = Family.counter("count_total", "Counts.", true);
    private static final Family KEPT = Family.counter("kept_total", "Counts for ever.", false);
    private static final Family OPEN = Family.gauge("open", "Open now.", true);
    private static final Family LATENCY = Family.histogram("latency_ms", "Times.", true, 1_000_000, 1, 2, 1000);
    private static final Family SECONDS = Family.histogram("t_seconds", "Times.", true, 1_000_000_000, 0.001, 0.1);
    private static final Labels A = Labels.of("a", "1");

    private long now;
    private final Metrics metrics =
            new Metrics(List.of(COUNT, KEPT, OPEN, LATENCY, SECONDS), () -> now, Duration.ofSeconds(1));

    @Test
    void cellsThatShowTheSameAreNotAddedUp() {
        Metrics shared = new Metrics(List.of(OPEN.sharedByLoops()), () -> now, Duration.ofSeconds(1));
        shared.gauge(OPEN.sharedByLoops(), A).set(3);
        shared.gauge(OPEN.sharedByLoops(), A).set(4);
        StringBuilder out = new StringBuilder();
        shared.expose(out);

        assertThat(out.toString()).contains("open{a=\"1\"} 4\n");
    }

    @Test
    void seriesBeyondTheMostShareOneAndAreCounted() {
        Metrics bounded =
                new Metrics(List.of(COUNT, ProxyMetrics.MESH_METRICS_OVERFLOW_TOTAL), () -> now, Duration.ofSeconds(1));
        for (int i = 0; i < Metrics.MOST_SERIES + 3; i++) {
            bounded.counter(COUNT, Labels.of("a", Integer.toString(i))).increment();
        }
        bounded.counter(COUNT, Labels.of("a", "7")).increment();
        StringBuilder out = new StringBuilder();
        bounded.expose(out);

        assertThat(out.toString())
                .contains("count_total{a=\"7\"} 2\n")
                .contains("count_total{overflow=\"true\"} 3\n")
                .contains("mesh_metrics_overflow_total{family=\"count_total\"} 3\n");
    }

    @Test
    void showsNothingOfFamiliesWithoutSeries() {
        assertThat(exposition()).isEmpty();
    }

    @Test
    void showsHelpTypeAndSeriesInOrder() {
        metrics.gauge(OPEN, A).set(3);
        metrics.counter(COUNT, Labels.of("a", "2")).increment();
        metrics.counter(COUNT, A).add(7);

        assertThat(exposition()).isEqualTo("""
                        # HELP count_total Counts.
                        # TYPE count_total counter
                        count_total{a="1"} 7
                        count_total{a="2"} 1
                        # HELP open Open now.
                        # TYPE open gauge
                        open{a="1"} 3
                        """);
    }

    @Test
    void sumsCellsOfEqualLabels() {
        metrics.counter(COUNT, A).add(1);
        metrics.counter(COUNT, Labels.of("a", "1")).add(2);

        assertThat(exposition()).contains("count_total{a=\"1\"} 3\n");
    }

    @Test
    void histogramsAreCumulativeAndShownInTheirUnit() {
        Histogram histogram = metrics.histogram(LATENCY, Labels.NONE);
        histogram.record(1_000_000);
        histogram.record(1_000_001);
        histogram.record(500_000_000);
        histogram.record(Duration.ofMinutes(1).toNanos());

        assertThat(exposition()).contains("""
                        latency_ms_bucket{le="1"} 1
                        latency_ms_bucket{le="2"} 2
                        latency_ms_bucket{le="1000"} 3
                        latency_ms_bucket{le="+Inf"} 4
                        latency_ms_count 4
                        latency_ms_sum 60502.000001
                        """);
        assertThat(histogram.count()).isEqualTo(4);
    }

    @Test
    void fractionalBoundsKeepTheirText() {
        metrics.histogram(SECONDS, A).record(2_000_000);

        assertThat(exposition())
                .contains("t_seconds_bucket{a=\"1\",le=\"0.001\"} 0\n")
                .contains("t_seconds_bucket{a=\"1\",le=\"0.1\"} 1\n")
                .contains("t_seconds_sum{a=\"1\"} 0.002\n");
    }

    @Test
    void releasedCountsStayAndReleasedGaugesGo() {
        Counter counter = metrics.counter(COUNT, A);
        Gauge gauge = metrics.gauge(OPEN, A);
        Histogram histogram = metrics.histogram(LATENCY, A);
        counter.add(5);
        gauge.increment();
        histogram.record(1);

        counter.release();
        counter.release();
        gauge.release();
        histogram.release();
        metrics.counter(COUNT, A).increment();

        assertThat(exposition())
                .contains("count_total{a=\"1\"} 6\n")
                .contains("open{a=\"1\"} 0\n")
                .contains("latency_ms_count{a=\"1\"} 1\n");
    }

    @Test
    void idleReleasedSeriesAreDroppedAfterTheRetentionTime() {
        metrics.counter(COUNT, A).release();
        metrics.counter(KEPT, A).release();

        now = Duration.ofMillis(999).toNanos();
        assertThat(exposition()).contains("count_total");
        now = Duration.ofSeconds(1).toNanos();

        assertThat(exposition()).doesNotContain("count_total").contains("kept_total{a=\"1\"} 0\n");
    }

    @Test
    void heldSeriesAreNeverDropped() {
        Counter held = metrics.counter(COUNT, A);

        now = Duration.ofDays(1).toNanos();
        assertThat(exposition()).contains("count_total");
        held.release();

        assertThat(exposition()).contains("count_total");
    }

    @Test
    void aDroppedSeriesComesBackFromZero() {
        Counter first = metrics.counter(COUNT, A);
        first.add(9);
        first.release();
        now = Duration.ofSeconds(2).toNanos();
        exposition();

        metrics.counter(COUNT, A).increment();

        assertThat(exposition()).contains("count_total{a=\"1\"} 1\n");
    }

    @Test
    void refreshersRunBeforeEachExposition() {
        Gauge gauge = metrics.gauge(OPEN, A);
        metrics.beforeExposition(() -> gauge.set(42));

        assertThat(exposition()).contains("open{a=\"1\"} 42\n");
    }

    @Test
    void refusesFamiliesItDoesNotKnow() {
        assertThatThrownBy(() -> metrics.counter(OPEN, A)).hasMessageContaining("open");
        assertThatThrownBy(() -> metrics.counter(Family.counter("x", "", true), A))
                .hasMessageContaining("x");
    }

    @Test
    void labelValuesAreEscapedAndNamesAreLegal() {
        TreeMap<String, String> map = new TreeMap<>();
        map.put("app.kubernetes.io/name", "w\"e\\b\n");

        Labels labels = Labels.of("direction", "outbound").and("dst_", map).and(Labels.NONE);

        assertThat(labels.text()).isEqualTo("direction=\"outbound\",dst_app_kubernetes_io_name=\"w\\\"e\\\\b\\n\"");
        assertThat(Labels.NONE.and(A)).isEqualTo(A);
    }

    private String exposition() {
        StringBuilder out = new StringBuilder();
        metrics.expose(out);
        return out.toString();
    }
}
