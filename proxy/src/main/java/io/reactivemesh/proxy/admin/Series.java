package io.reactivemesh.proxy.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** The cells of one family and label set, and what released ones have left behind. Any thread. */
final class Series {

    private final Family family;
    private final Labels labels;
    private final LongSupplier nanoTime;
    private final List<Cell> cells = new ArrayList<>();
    private final long[] folded;
    private long idleSince;
    private boolean dropped;

    Series(Family family, Labels labels, LongSupplier nanoTime) {
        this.family = family;
        this.labels = labels;
        this.nanoTime = nanoTime;
        this.folded = new long[family.bounds().size() + 2];
    }

    Labels labels() {
        return labels;
    }

    /** False when the series has been dropped meanwhile: the caller then makes a new one. */
    synchronized boolean hold(Cell cell) {
        return !dropped && cells.add(cell);
    }

    synchronized void release(Cell cell) {
        if (!cells.remove(cell)) {
            return;
        }
        add(cell, folded, false);
        if (cells.isEmpty()) {
            idleSince = nanoTime.getAsLong();
        }
    }

    /** Drops the series when nobody has held it for that long; true then and ever after. */
    synchronized boolean dropIfIdle(long now, long retainNanos) {
        dropped |= family.expires() && cells.isEmpty() && now - idleSince >= retainNanos;
        return dropped;
    }

    /** The total: one number for counters and gauges, buckets and then the sum for histograms. */
    synchronized long[] total() {
        long[] total = folded.clone();
        for (Cell cell : cells) {
            add(cell, total, true);
        }
        return total;
    }

    private long gauge(long others, long value) {
        return family.shared() ? Math.max(others, value) : others + value;
    }

    private void add(Cell cell, long[] total, boolean live) {
        switch (cell) {
            case Counter counter -> total[0] += counter.value();
            case Gauge gauge -> total[0] = live ? gauge(total[0], gauge.value()) : total[0];
            case Histogram histogram -> histogram.addTo(total);
        }
    }
}
