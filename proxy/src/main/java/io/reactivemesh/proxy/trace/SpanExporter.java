package io.reactivemesh.proxy.trace;

import io.reactivemesh.proxy.admin.Counter;
import io.reactivemesh.proxy.admin.Labels;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.admin.TraceFamilies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Takes spans from event loops to the collector, by way of a channel and a batch:
 *
 * <pre>
 *   event loops ── channel of {@value #CHANNEL} ──► loop: batch of up to {@value #MOST_BATCHED}, {@link #LONGEST_WAIT} at most ──► collector, one call at a time
 * </pre>
 *
 * What finds no room is dropped and counted, as is a batch that the collector does not take: tracing never holds up requests, and never
 * takes more memory than this. Any thread may {@link #offer}; all else belongs to the loop.
 */
public final class SpanExporter implements SpanSink, AutoCloseable {

    static final int CHANNEL = 100;
    static final int MOST_BATCHED = 1000;
    static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(1);

    private final Collector collector;
    private final ScheduledExecutorService loop;
    private final ArrayBlockingQueue<Span> channel = new ArrayBlockingQueue<>(CHANNEL);
    private final AtomicBoolean woken = new AtomicBoolean();
    private final LongAdder dropped = new LongAdder();
    private final Counter calls;
    private final Counter requests;
    private final Counter spans;
    private final CompletableFuture<Void> empty = new CompletableFuture<>();
    private List<Span> batch = new ArrayList<>();
    private @Nullable Future<?> deadline;
    private boolean exporting;
    private boolean closing;

    /**
     * Creates an exporter.
     *
     * @param collector closed with it
     * @param loop a single thread; also where the collector tells how exports went
     */
    public SpanExporter(Collector collector, ScheduledExecutorService loop, Metrics metrics) {
        this.collector = collector;
        this.loop = loop;
        this.calls = metrics.counter(TraceFamilies.EXPORT_STREAMS, Labels.NONE);
        this.requests = metrics.counter(TraceFamilies.EXPORT_REQUESTS, Labels.NONE);
        this.spans = metrics.counter(TraceFamilies.EXPORTS, Labels.NONE);
        Counter shown = metrics.counter(TraceFamilies.DROPPED_TOTAL, Labels.NONE);
        metrics.beforeExposition(() -> shown.add(dropped.sum() - shown.value()));
    }

    @Override
    public void offer(Span span) {
        if (!channel.offer(span)) {
            dropped.increment();
        } else if (woken.compareAndSet(false, true)) {
            execute(this::collect);
        }
    }

    /** Once the loop has ended nobody can be told any more, and nothing happens. */
    private void execute(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            if (!loop.isShutdown()) {
                throw e;
            }
        }
    }

    /** From the channel into the batch, as far as there is room. */
    private void collect() {
        woken.set(false);
        channel.drainTo(batch, MOST_BATCHED - batch.size());
        if (batch.size() == MOST_BATCHED || closing) {
            export();
        } else if (!batch.isEmpty() && deadline == null) {
            deadline = loop.schedule(this::overdue, LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void overdue() {
        deadline = null;
        export();
    }

    /** Sends the batch, unless one is on its way: then it waits for that. */
    private void export() {
        if (exporting) {
            return;
        }
        if (deadline != null) {
            boolean _ = deadline.cancel(false);
            deadline = null;
        }
        if (batch.isEmpty()) {
            end();
            return;
        }
        List<Span> sent = batch;
        batch = new ArrayList<>();
        exporting = true;
        calls.increment();
        collector.export(sent, taken -> exported(sent.size(), taken));
    }

    private void exported(int size, boolean taken) {
        exporting = false;
        if (taken) {
            requests.increment();
            spans.add(size);
        } else {
            dropped.add(size);
        }
        collect();
    }

    private void end() {
        if (closing) {
            collector.close();
            empty.complete(null);
        }
    }

    /** Exports what is there, for a second at most, then closes the collector. Blocks; not on the loop. */
    @Override
    public void close() {
        execute(() -> {
            closing = true;
            collect();
        });
        try {
            empty.get(LONGEST_FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            execute(collector::close);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("span exporter: failed to close", e.getCause());
        }
    }
}
