package io.reactivemesh.proxy.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.admin.ProxyMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On the event loop of an embedded channel, whose time is moved by hand. */
class SpanExporterTest {

    private record Export(List<Span> batch, Consumer<Boolean> outcome) {}

    private final List<Export> exports = new ArrayList<>();
    private final List<String> closed = new ArrayList<>();
    private final Metrics metrics = new Metrics(ProxyMetrics.all(), () -> 0, Duration.ofMinutes(10));
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final SpanExporter exporter = new SpanExporter(
            new Collector() {

                @Override
                public void export(List<Span> batch, Consumer<Boolean> outcome) {
                    exports.add(new Export(batch, outcome));
                }

                @Override
                public void close() {
                    closed.add("closed");
                }
            },
            channel.eventLoop(),
            metrics);

    @BeforeEach
    void freeze() {
        channel.freezeTime();
    }

    private void offer(int count) {
        IntStream.range(0, count).forEach(i -> exporter.offer(span(i)));
    }

    /** As many as are wanted, in portions that fit into the channel. */
    private void offerAndCollect(int count) {
        for (int left = count; left > 0; left -= SpanExporter.CHANNEL) {
            offer(Math.min(left, SpanExporter.CHANNEL));
            channel.runPendingTasks();
        }
    }

    private static Span span(int number) {
        TraceContext context = new TraceContext(1, 2, number + 1, 1, TraceContext.Format.W3C);
        return new Span(context, 3, Span.Kind.SERVER, "/" + number, 0, 1, Map.of(), true);
    }

    private void pass(Duration time) {
        channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
    }

    private String metric(String name) {
        StringBuilder out = new StringBuilder();
        metrics.expose(out);
        return out.toString()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElse("");
    }

    @Test
    void aBatchLeavesTenSecondsAfterItsFirstSpan() {
        offerAndCollect(1);
        pass(Duration.ofSeconds(9));
        offerAndCollect(1);
        assertThat(exports).isEmpty();

        pass(Duration.ofSeconds(1));

        assertThat(exports)
                .singleElement()
                .satisfies(export ->
                        assertThat(export.batch()).extracting(Span::name).containsExactly("/0", "/0"));
    }

    @Test
    void aFullBatchLeavesAtOnce() {
        offerAndCollect(SpanExporter.MOST_BATCHED);

        assertThat(exports)
                .singleElement()
                .satisfies(export -> assertThat(export.batch()).hasSize(SpanExporter.MOST_BATCHED));
    }

    @Test
    void whatDoesNotFitIntoTheChannelIsDroppedAndCounted() {
        offer(SpanExporter.CHANNEL + 5);
        channel.runPendingTasks();
        pass(SpanExporter.LONGEST_WAIT);

        assertThat(exports)
                .singleElement()
                .satisfies(export -> assertThat(export.batch()).hasSize(SpanExporter.CHANNEL));
        assertThat(metric("mesh_spans_dropped_total")).isEqualTo("5");
    }

    @Test
    void oneBatchIsOnItsWayAtATimeAndTheNextWaitsForIt() {
        offerAndCollect(SpanExporter.MOST_BATCHED);
        offerAndCollect(SpanExporter.MOST_BATCHED + SpanExporter.CHANNEL + 7);
        assertThat(exports).hasSize(1);

        exports.getFirst().outcome().accept(true);

        assertThat(exports).hasSize(2);
        assertThat(metric("mesh_spans_dropped_total")).isEqualTo("7");
    }

    @Test
    void aDeadlineThatPassesDuringAnExportIsMadeUpForAfterIt() {
        offerAndCollect(SpanExporter.MOST_BATCHED);
        offerAndCollect(1);
        pass(SpanExporter.LONGEST_WAIT);
        assertThat(exports).hasSize(1);

        exports.getFirst().outcome().accept(true);
        pass(SpanExporter.LONGEST_WAIT);

        assertThat(exports).hasSize(2);
    }

    @Test
    void whatTheCollectorTakesIsCounted() {
        offerAndCollect(3);
        pass(SpanExporter.LONGEST_WAIT);
        exports.getFirst().outcome().accept(true);

        assertThat(metric("opentelemetry_span_export_streams")).isEqualTo("1");
        assertThat(metric("opentelemetry_span_export_requests")).isEqualTo("1");
        assertThat(metric("opentelemetry_span_exports")).isEqualTo("3");
        assertThat(metric("mesh_spans_dropped_total")).isEqualTo("0");
    }

    @Test
    void whatTheCollectorDoesNotTakeIsLostAndCounted() {
        offerAndCollect(3);
        pass(SpanExporter.LONGEST_WAIT);
        exports.getFirst().outcome().accept(false);
        pass(SpanExporter.LONGEST_WAIT);

        assertThat(exports).hasSize(1);
        assertThat(metric("opentelemetry_span_export_requests")).isEqualTo("0");
        assertThat(metric("opentelemetry_span_exports")).isEqualTo("0");
        assertThat(metric("mesh_spans_dropped_total")).isEqualTo("3");
    }
}
