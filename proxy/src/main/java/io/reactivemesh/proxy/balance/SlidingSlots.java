package io.reactivemesh.proxy.balance;

import java.time.Duration;
import java.util.Arrays;

/**
 * A sum over the recent past: a ring of {@value #SLOTS} slots, each a tenth of the window, the oldest emptied as time goes on. What is
 * added counts for between nine tenths of the window and all of it.
 */
final class SlidingSlots {

    private static final int SLOTS = 10;

    private final long slotNanos;
    private final long[] slots = new long[SLOTS];
    private long sum;
    private long slot;
    private boolean begun;

    SlidingSlots(Duration window) {
        this.slotNanos = Math.max(1, window.toNanos() / SLOTS);
    }

    /** The sum of what was added within the window. */
    long sum(long now) {
        advance(now);
        return sum;
    }

    /** Adds to the present slot; the amount may be negative. */
    void add(long amount, long now) {
        advance(now);
        slots[index(slot)] += amount;
        sum += amount;
    }

    private void advance(long now) {
        long present = Math.floorDiv(now, slotNanos);
        if (!begun) {
            begun = true;
            slot = present;
        }
        if (present - slot >= SLOTS) {
            clear();
            slot = present;
        }
        while (slot < present) {
            slot++;
            sum -= slots[index(slot)];
            slots[index(slot)] = 0;
        }
    }

    private static int index(long slot) {
        return Math.floorMod(slot, SLOTS);
    }

    /** Forgets everything. */
    void clear() {
        Arrays.fill(slots, 0);
        sum = 0;
    }
}
