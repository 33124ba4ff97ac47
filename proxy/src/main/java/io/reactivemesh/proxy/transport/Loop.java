package io.reactivemesh.proxy.transport;

import io.netty.channel.EventLoop;
import io.reactivemesh.proxy.stack.FailFast;
import io.reactivemesh.proxy.stack.LoopClock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** One event loop and what its connections share: clock, scratch array, head rewriter, who is open. Event loop only. */
public final class Loop implements FailFast.Timer {

    private final EventLoop eventLoop;
    private final LoopClock clock;
    private final Scratch scratch = new Scratch();
    private final HeadRewriter rewriter = new HeadRewriter(scratch);
    private final Set<Drainable> open = new LinkedHashSet<>();
    private boolean draining;

    /**
     * Creates the shared parts.
     *
     * @param nanoTime monotonic clock in nanoseconds
     */
    public Loop(EventLoop eventLoop, LongSupplier nanoTime) {
        this.eventLoop = eventLoop;
        this.clock = new LoopClock(nanoTime);
    }

    /** The loop itself, also as the executor for callbacks. */
    public EventLoop eventLoop() {
        return eventLoop;
    }

    /** The clock of everything on this loop. */
    public LoopClock clock() {
        return clock;
    }

    Scratch scratch() {
        return scratch;
    }

    HeadRewriter rewriter() {
        return rewriter;
    }

    /** An accepted connection is here. While draining it is asked at once to end. */
    void opened(Drainable connection) {
        open.add(connection);
        if (draining) {
            connection.drain();
        }
    }

    void closed(Drainable connection) {
        open.remove(connection);
    }

    /** How many accepted connections there are. */
    public int openConnections() {
        return open.size();
    }

    /** Asks every accepted connection, and all that still come, to finish. */
    public void drain() {
        draining = true;
        List.copyOf(open).forEach(Drainable::drain);
    }

    /** Cuts every accepted connection. */
    public void closeAll() {
        List.copyOf(open).forEach(Drainable::close);
    }

    @Override
    public Runnable schedule(Runnable task, Duration delay) {
        var scheduled = eventLoop.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }
}
