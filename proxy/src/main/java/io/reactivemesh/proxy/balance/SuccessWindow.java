package io.reactivemesh.proxy.balance;

import java.time.Duration;

/** How many responses there were of late, and how many of them were successes. */
final class SuccessWindow {

    private final SlidingSlots successes;
    private final SlidingSlots all;
    private long now;

    SuccessWindow(Duration window) {
        this.successes = new SlidingSlots(window);
        this.all = new SlidingSlots(window);
    }

    /** Enters a response at the time {@code now}, which the sums are then of. */
    void enter(boolean success, long newNow) {
        now = newNow;
        all.add(1, now);
        if (success) {
            successes.add(1, now);
        }
    }

    long total() {
        return all.sum(now);
    }

    long successes() {
        return successes.sum(now);
    }

    void clear() {
        successes.clear();
        all.clear();
    }
}
