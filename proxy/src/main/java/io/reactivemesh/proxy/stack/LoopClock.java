package io.reactivemesh.proxy.stack;

import java.util.function.LongSupplier;

/**
 * A clock that is read once where several want the same moment: asking the system costs more than most layers do.
 *
 * <p>One per event loop. {@link #getAsLong} is the time of the last {@link #refresh}.
 */
public final class LoopClock implements LongSupplier {

    private final LongSupplier source;
    private long now;

    /** Creates a clock over {@code source}, in nanoseconds, monotonic. */
    public LoopClock(LongSupplier source) {
        this.source = source;
        this.now = source.getAsLong();
    }

    /** Asks the source, and returns what it said. */
    public long refresh() {
        now = source.getAsLong();
        return now;
    }

    @Override
    public long getAsLong() {
        return now;
    }
}
