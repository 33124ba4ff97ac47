package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.time.Duration;

/**
 * Reads once, decides what the connection speaks, and makes room for the handler that speaks it. No byte is lost.
 *
 * <p>Owned by the event loop of its channel.
 */
final class DetectHandler extends ChannelInboundHandlerAdapter implements Drainable {

    /** Puts the right handler in place; called once. */
    @FunctionalInterface
    interface Verdict {

        /**
         * The connection has been judged. Unless it is {@link Protocol#ERROR}, this handler must be replaced.
         *
         * @param nanos how long it took
         */
        void judged(ChannelHandlerContext ctx, Protocol protocol, long nanos);
    }

    private final Loop loop;
    private final Duration timeout;
    private final ConnectionMeter meter;
    private final Verdict verdict;
    private Runnable cancel = () -> {};
    private long started;
    private boolean judged;
    private Runnable close = () -> {};

    DetectHandler(Loop loop, Duration timeout, ConnectionMeter meter, Verdict verdict) {
        this.loop = loop;
        this.timeout = timeout;
        this.meter = meter;
        this.verdict = verdict;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        started = loop.clock().refresh();
        close = ctx::close;
        cancel = loop.schedule(() -> judge(ctx, Protocol.READ_TIMEOUT), timeout);
        loop.opened(this);
        ctx.channel().config().setAutoRead(true);
    }

    private void judge(ChannelHandlerContext ctx, Protocol protocol) {
        if (!judged) {
            judged = true;
            verdict.judged(ctx, protocol, loop.clock().refresh() - started);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        judge(ctx, Protocol.of(in));
        if (ctx.isRemoved()) {
            ctx.pipeline().fireChannelRead(in);
        } else {
            in.release();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        judge(ctx, Protocol.ERROR);
        meter.closed("");
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        cancel.run();
        loop.closed(this);
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
