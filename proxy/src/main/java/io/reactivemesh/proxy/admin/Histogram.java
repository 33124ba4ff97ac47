package io.reactivemesh.proxy.admin;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Counts values by size; single writer, see {@link Cell}. Recording allocates nothing. */
public final class Histogram extends Cell {

    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(long[].class);

    private final Bounds bounds;

    /** One slot a bucket, one for what is above the last bound, and the sum in the last. */
    private final long[] slots;

    Histogram(Series series, Bounds bounds) {
        super(series);
        this.bounds = bounds;
        this.slots = new long[bounds.size() + 2];
    }

    /** Counts a value, in the recorded unit of its family; negative values count as 0. */
    public void record(long value) {
        long measured = Math.max(value, 0);
        int bucket = bounds.bucket(measured);
        SLOT.setOpaque(slots, bucket, slots[bucket] + 1);
        int sum = slots.length - 1;
        SLOT.setOpaque(slots, sum, slots[sum] + measured);
    }

    /** How many values were counted; any thread. */
    public long count() {
        long count = 0;
        for (int i = 0; i < slots.length - 1; i++) {
            count += (long) SLOT.getOpaque(slots, i);
        }
        return count;
    }

    /** Adds buckets and sum to {@code totals}, which has the same layout; any thread. */
    void addTo(long[] totals) {
        for (int i = 0; i < slots.length; i++) {
            totals[i] += (long) SLOT.getOpaque(slots, i);
        }
    }
}
