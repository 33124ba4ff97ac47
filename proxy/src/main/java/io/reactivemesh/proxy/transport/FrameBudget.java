package io.reactivemesh.proxy.transport;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How much work that leads nowhere a peer may cause: pings, settings, empty frames, requests taken back as soon as they were made,
 * frames for streams that are gone.
 *
 * <p>A token bucket. Each such frame costs a token; each completed exchange earns one, time earns some. Whoever runs out of it does
 * nothing but cause work (the HTTP/2 floods of CVE-2019-9512, -9514, -9515, -9518, CVE-2023-44487, CVE-2025-8671). Event loop only.
 */
final class FrameBudget {

    private static final int PER_SECOND = 100;
    private static final long NANOS_PER_TOKEN = Duration.ofSeconds(1).toNanos() / PER_SECOND;

    private final LongSupplier nanoTime;
    private final int capacity;
    private int tokens;
    private long refilled;

    /**
     * Creates a full budget.
     *
     * @param nanoTime monotonic clock in nanoseconds
     * @param capacity how many such frames may come at once
     */
    FrameBudget(LongSupplier nanoTime, int capacity) {
        this.nanoTime = nanoTime;
        this.capacity = capacity;
        this.tokens = capacity;
        this.refilled = nanoTime.getAsLong();
    }

    /** An exchange was completed. */
    void earn() {
        if (tokens < capacity) {
            tokens++;
        }
    }

    /** Pays for a frame. Returns false when that is more than the peer may cause. */
    boolean spend() {
        if (tokens == 0) {
            long now = nanoTime.getAsLong();
            long earned = (now - refilled) / NANOS_PER_TOKEN;
            refilled = now;
            tokens = (int) Math.min(capacity, earned);
        }
        tokens--;
        return tokens >= 0;
    }
}
