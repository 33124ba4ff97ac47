package io.reactivemesh.proxy.access;

import io.reactivemesh.proxy.ProxyConfig.AccessLog;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes entries on a thread of its own: whoever reads our standard error slowly delays no request. What comes while {@link #MOST_WAITING}
 * entries wait is dropped, counted, and told to the log when there is room again.
 *
 * <p>Any thread may {@link #offer}.
 */
final class EntryWriter implements AutoCloseable {

    /** A tenth of a second's worth at ten thousand requests a second. */
    static final int MOST_WAITING = 1024;

    private static final Logger LOG = LoggerFactory.getLogger(EntryWriter.class);
    private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(1);

    private final AccessLog format;
    private final OutputStream out;
    private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(MOST_WAITING);
    private final LongAdder dropped = new LongAdder();
    private final Thread thread = new Thread(this::run, "access-log");
    private long told;

    private sealed interface Item {

        /** A line to be written. */
        record Line(AccessEntry entry) implements Item {}

        /** Nothing follows. */
        record End() implements Item {}
    }

    /** Starts the thread; {@code out} belongs to somebody else and is not closed. */
    EntryWriter(AccessLog format, OutputStream out) {
        this.format = format;
        this.out = out;
        thread.setDaemon(true);
        thread.start();
    }

    /** Takes an entry, or drops it. Never waits. */
    void offer(AccessEntry entry) {
        if (!queue.offer(new Item.Line(entry))) {
            dropped.increment();
        }
    }

    /** How many entries were dropped so far. */
    long dropped() {
        return dropped.sum();
    }

    private void run() {
        List<Item> batch = new ArrayList<>(MOST_WAITING);
        try {
            do {
                batch.clear();
                batch.add(queue.take());
                queue.drainTo(batch);
            } while (write(batch));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes them in one go. Returns whether more may follow. */
    private boolean write(List<Item> batch) {
        StringBuilder text = new StringBuilder();
        boolean more = true;
        int lines = 0;
        for (Item item : batch) {
            switch (item) {
                case Item.Line(AccessEntry entry) -> {
                    text.append(entry.text(format));
                    lines++;
                }
                case Item.End _ -> more = false;
            }
        }
        @Nullable IOException failure = null;
        try {
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            dropped.add(lines);
            failure = e;
        }
        tellDropped(failure);
        return more;
    }

    private void tellDropped(@Nullable IOException failure) {
        long all = dropped.sum();
        if (all > told) {
            var line = LOG.atWarn().addKeyValue("lines", all - told);
            told = all;
            (failure == null ? line : line.addKeyValue("error", failure.getMessage()))
                    .log("Access log lines dropped, as nobody reads standard error quickly enough");
        }
    }

    /** Writes what waits, for a second at most. */
    @Override
    public void close() {
        try {
            if (queue.offer(new Item.End(), LONGEST_FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
                boolean _ = thread.join(LONGEST_FAREWELL);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
