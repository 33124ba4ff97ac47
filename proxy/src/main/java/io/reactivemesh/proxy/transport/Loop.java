package io.reactivemesh.proxy.transport;

import io.netty.channel.EventLoop;
import io.reactivemesh.proxy.hpack.BlockBuffer;
import io.reactivemesh.proxy.hpack.FieldCache;
import io.reactivemesh.proxy.hpack.FieldSection;
import io.reactivemesh.proxy.stack.FailFast;
import io.reactivemesh.proxy.stack.LoopClock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** One event loop and what its connections share: clock, scratch array, head rewriter, who is open. Event loop only. */
public final class Loop implements FailFast.Timer {

    private final EventLoop eventLoop;
    private final LoopClock clock;
    private final InstantSource wallClock;
    private final Scratch scratch = new Scratch();
    private final HeadRewriter rewriter = new HeadRewriter(scratch);
    private final FieldCache fields = new FieldCache(FieldMarks::mark);
    private final BlockBuffer block = new BlockBuffer();
    private final FieldSection section = new FieldSection();
    private final Http2Streams streams = new Http2Streams(this);
    private final FailureLog failures;
    private final ArrayDeque<Flushable> toFlush = new ArrayDeque<>();
    private final Set<Drainable> open = new LinkedHashSet<>();
    private boolean draining;

    /** A connection that has written something. */
    interface Flushable {

        /** Sends it. */
        void flushNow();
    }

    /**
     * Creates the shared parts.
     *
     * @param nanoTime monotonic clock in nanoseconds
     * @param wallClock for moments that peers name
     */
    public Loop(EventLoop eventLoop, LongSupplier nanoTime, InstantSource wallClock) {
        this.eventLoop = eventLoop;
        this.wallClock = wallClock;
        this.clock = new LoopClock(nanoTime);
        this.failures = new FailureLog(clock);
    }

    /** The loop itself, also as the executor for callbacks. */
    public EventLoop eventLoop() {
        return eventLoop;
    }

    /** The clock of everything on this loop. */
    public LoopClock clock() {
        return clock;
    }

    /** The time of day. */
    public InstantSource wallClock() {
        return wallClock;
    }

    /** Where failed requests are told of. */
    FailureLog failures() {
        return failures;
    }

    Scratch scratch() {
        return scratch;
    }

    HeadRewriter rewriter() {
        return rewriter;
    }

    /** The fields that HTTP/2 connections on this loop share. */
    FieldCache fields() {
        return fields;
    }

    /** Where header blocks are encoded to; valid until the next one. */
    BlockBuffer block() {
        return block;
    }

    /** A section for heads and trailers that are passed on at once; valid until the next one. */
    FieldSection section() {
        return section;
    }

    /** Streams of HTTP/2 that may be used again. */
    Http2Streams streams() {
        return streams;
    }

    /**
     * Flushes a connection when everything that the sockets of this loop have at the moment is dealt with: what many connections
     * write to one leaves in one call of the system, and nothing waits for longer than that.
     */
    void flushSoon(Flushable connection) {
        if (toFlush.isEmpty()) {
            eventLoop.execute(this::flushAll);
        }
        toFlush.add(connection);
    }

    private void flushAll() {
        for (Flushable next = toFlush.poll(); next != null; next = toFlush.poll()) {
            next.flushNow();
        }
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
