package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One of the two connections of an opaque relay: what it reads, its other half writes.
 *
 * <p>The directions are independent: the end of one stream is passed on as such while the other goes on. An error ends both.
 * Bytes that come before there is another half are kept. Owned by the event loop that both connections live on.
 */
final class RelayHalf extends ChannelInboundHandlerAdapter {

    private final ConnectionMeter meter;
    private final Runnable onClosed;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ReadGate gate;
    private @Nullable RelayHalf other;
    private @Nullable ByteBuf early;
    private boolean inputClosed;
    private boolean outputClosed;
    private String errno = "";

    /**
     * Creates the handler of one connection.
     *
     * @param onClosed runs when the connection has gone
     */
    RelayHalf(ConnectionMeter meter, Runnable onClosed) {
        this.meter = meter;
        this.onClosed = onClosed;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        gate = new ReadGate(ctx.channel());
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(context);
    }

    /** Stops reading until there is somebody to read for. */
    void awaitOther() {
        Objects.requireNonNull(gate).pause(ReadGate.NO_ENDPOINT);
    }

    /** Joins two halves and passes on what has come early on either side. */
    static void join(RelayHalf one, RelayHalf two) {
        one.other = two;
        two.other = one;
        one.start();
        two.start();
    }

    private void start() {
        RelayHalf to = Objects.requireNonNull(other);
        if (early != null) {
            ByteBuf bytes = early;
            early = null;
            to.write(bytes);
            to.context().flush();
        }
        if (inputClosed) {
            to.shutdownOutput();
        }
        Objects.requireNonNull(gate).resume(ReadGate.NO_ENDPOINT);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        meter.read(in.readableBytes());
        if (other == null) {
            early = Buffers.join(ctx.alloc(), early, in);
        } else {
            other.write(in);
        }
    }

    private void write(ByteBuf bytes) {
        meter.wrote(bytes.readableBytes());
        context().write(bytes, context().voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (other != null) {
            other.context().flush();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (other == null) {
            return;
        }
        ReadGate feeding = Objects.requireNonNull(other.gate);
        if (ctx.channel().isWritable()) {
            feeding.resume(ReadGate.PEER_FULL);
        } else {
            feeding.pause(ReadGate.PEER_FULL);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputClosed = true;
            if (other != null) {
                other.shutdownOutput();
            }
        }
    }

    private void shutdownOutput() {
        outputClosed = true;
        if (inputClosed) {
            closeAfterFlush();
        } else {
            context()
                    .writeAndFlush(Unpooled.EMPTY_BUFFER)
                    .addListener(_ -> ((DuplexChannel) context().channel()).shutdownOutput());
        }
        RelayHalf feeding = other;
        if (feeding != null && feeding.outputClosed) {
            feeding.closeAfterFlush();
        }
    }

    private void closeAfterFlush() {
        context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    void close() {
        context().close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        meter.closed(errno);
        release();
        if (other != null) {
            other.closeAfterFlush();
        }
        onClosed.run();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        release();
    }

    private void release() {
        if (early != null) {
            early.release();
            early = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        errno = ConnectionMeter.errno(cause);
        close();
    }
}
