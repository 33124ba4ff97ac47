package io.reactivemesh.proxy.transport;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How much a peer has to send ahead to keep the network busy: the product of bandwidth and round trip.
 *
 * <p>A ping goes out with the first bytes that come, and what comes until its answer is here is what fits on the way. When that was
 * nearly all that the window allows, and came faster than ever before, the window was what held it up, and is made twice as large as what
 * came. Otherwise it is right, and the next ping waits longer each time. A window never shrinks: what it allows costs nothing until it is
 * used.
 *
 * <p>This is how gRPC's implementations do it (gRPC blog, <i>gRPC-Go performance improvements</i>, 2017, section "BDP estimation"). Event
 * loop only.
 */
final class BandwidthEstimate {

    /** Tells these pings from others. */
    static final long PAYLOAD = 0x6d6573685f626470L;

    /** The largest window; two streams that nobody reads hold what a connection may hold ({@link ReceiveWindow}). */
    static final int MAX_WINDOW_BYTES = 2 * 1024 * 1024;

    private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(100).toNanos();
    private static final long LONGEST_PAUSE_NANOS = Duration.ofSeconds(10).toNanos();

    private final LongSupplier nanoTime;
    private int window;
    private boolean pinged;
    private long pingedAt;
    private long came;
    private double bestBytesPerNano;
    private long pauseNanos = FIRST_PAUSE_NANOS;
    private long pausedUntil;

    /**
     * Creates an estimate that begins with a window.
     *
     * @param nanoTime monotonic clock in nanoseconds
     */
    BandwidthEstimate(LongSupplier nanoTime, int window) {
        this.nanoTime = nanoTime;
        this.window = window;
        this.pausedUntil = nanoTime.getAsLong();
    }

    /** Bytes have come. Returns whether to send a ping now. */
    boolean received(int bytes) {
        if (pinged) {
            came += bytes;
            return false;
        }
        if (bytes == 0 || window >= MAX_WINDOW_BYTES) {
            return false;
        }
        long now = nanoTime.getAsLong();
        if (now - pausedUntil < 0) {
            return false;
        }
        pinged = true;
        pingedAt = now;
        came = bytes;
        return true;
    }

    /** The ping was answered. Returns how large the window of a stream is to be. */
    int answered() {
        if (!pinged) {
            return window;
        }
        pinged = false;
        long now = nanoTime.getAsLong();
        double bytesPerNano = came / (double) Math.max(1, now - pingedAt);
        if (bytesPerNano > bestBytesPerNano && 3 * came >= 2L * window) {
            bestBytesPerNano = bytesPerNano;
            window = Math.clamp(2 * came, window, MAX_WINDOW_BYTES);
            pauseNanos = FIRST_PAUSE_NANOS;
            pausedUntil = now;
        } else {
            pausedUntil = now + pauseNanos;
            pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
        }
        return window;
    }
}
