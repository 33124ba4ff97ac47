package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads until a {@link Detector} has decided, then makes room for the handler that acts on it. No byte is lost.
 *
 * <p>Owned by the event loop of its channel.
 *
 * @param <V> the detector's verdicts
 */
final class DetectHandler<V> extends ChannelInboundHandlerAdapter implements Drainable {

    /** Acts on a verdict. */
    @FunctionalInterface
    interface Outcome<V> {

        /**
         * The connection has been judged; called once. This handler must be replaced now, unless the connection is closed.
         *
         * @param nanos how long it took
         */
        void judged(V verdict, long nanos);
    }

    private final Loop loop;
    private final Duration timeout;
    private final Detector<V> detector;
    private final Outcome<V> outcome;
    private final Runnable onGone;
    private Runnable cancel = () -> {};
    private Runnable close = () -> {};
    private @Nullable ByteBuf received;
    private long started;
    private boolean judged;

    /**
     * Creates the handler of one connection.
     *
     * @param onGone runs when the connection goes while this handler still has it
     */
    DetectHandler(Loop loop, Duration timeout, Detector<V> detector, Outcome<V> outcome, Runnable onGone) {
        this.loop = loop;
        this.timeout = timeout;
        this.detector = detector;
        this.outcome = outcome;
        this.onGone = onGone;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        started = loop.clock().refresh();
        close = ctx::close;
        cancel = loop.schedule(() -> timedOut(ctx), timeout);
        loop.opened(this);
        ctx.channel().config().setAutoRead(true);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf all = Buffers.join(ctx.alloc(), received, (ByteBuf) message);
        received = all;
        V verdict = judged ? null : detector.judge(all);
        if (verdict != null) {
            judge(verdict);
            handOver(ctx);
        }
    }

    private void timedOut(ChannelHandlerContext ctx) {
        if (!judged) {
            judge(detector.timedOut());
            if (handOver(ctx)) {
                ctx.pipeline().fireChannelReadComplete();
            }
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (!(event instanceof ChannelInputShutdownEvent) || judged) {
            return;
        }
        V verdict = detector.ended(received == null);
        if (verdict == null) {
            ctx.close();
            return;
        }
        judge(verdict);
        if (handOver(ctx)) {
            ctx.pipeline().fireChannelReadComplete();
        }
        if (ctx.isRemoved()) {
            ctx.pipeline().fireUserEventTriggered(event);
        }
    }

    private void judge(V verdict) {
        judged = true;
        outcome.judged(verdict, loop.clock().refresh() - started);
    }

    /** Gives what has been received to the handler in this one's place, if there is one; true when it was given something. */
    private boolean handOver(ChannelHandlerContext ctx) {
        ByteBuf bytes = received;
        if (bytes == null || !ctx.isRemoved()) {
            release();
            return false;
        }
        received = null;
        ctx.pipeline().fireChannelRead(bytes);
        return true;
    }

    private void release() {
        if (received != null) {
            received.release();
            received = null;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!judged) {
            judge(detector.gone());
        }
        onGone.run();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        cancel.run();
        loop.closed(this);
        if (!ctx.channel().isActive()) {
            release();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    @Override
    public void drain() {
        close();
    }

    @Override
    public void close() {
        close.run();
    }
}
