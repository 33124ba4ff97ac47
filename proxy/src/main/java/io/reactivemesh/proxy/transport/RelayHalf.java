package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One of the two connections of an opaque relay: what it reads, its other half writes.
 *
 * <p>The directions are independent: the end of one stream is passed on as such while the other goes on. An error ends both.
 * Bytes that come before there is another half are kept. A transfer, as opposed to chatter, is handed to a {@link SplicedRelay} when
 * that can be. Owned by the event loop that both connections live on.
 */
final class RelayHalf extends ChannelInboundHandlerAdapter {

    /** A read of so many bytes is a piece of a transfer. */
    private static final int LARGE_READ_BYTES = 16 * 1024;

    /** So many of them in a row are one: half a MiB, in which time chatter would have said something. */
    private static final int LARGE_READS_OF_TRANSFER = 12;

    private final ConnectionMeter meter;
    private final Runnable onClosed;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ReadGate gate;
    private @Nullable RelayHalf other;
    private @Nullable ByteBuf early;
    private @Nullable DirectSend direct;
    private @Nullable SplicedRelay spliced;
    private boolean unflushed;
    private int largeReads;
    private boolean triedSplice;
    private boolean gone;
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
        direct = isAlone() ? DirectSend.to(channel()) : null;
        if (early != null) {
            ByteBuf bytes = early;
            early = null;
            to.write(bytes);
            to.flush();
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
            largeReads = in.readableBytes() >= LARGE_READ_BYTES ? largeReads + 1 : 0;
            other.write(in);
        }
    }

    private void write(ByteBuf bytes) {
        meter.wrote(bytes.readableBytes());
        try {
            if (direct == null || !direct.send(bytes)) {
                unflushed = true;
                context().write(bytes, context().voidPromise());
                return;
            }
        } catch (IOException e) {
            broken(ConnectionMeter.errno(e));
            close();
        }
        bytes.release();
    }

    private void flush() {
        if (unflushed) {
            unflushed = false;
            context().flush();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (other != null) {
            other.flush();
            if (largeReads >= LARGE_READS_OF_TRANSFER && !triedSplice) {
                triedSplice = true;
                other.triedSplice = true;
                trySplice(other);
            }
        }
    }

    /** Stops reading on both sides, and splices once everything that was read has been written. */
    private void trySplice(RelayHalf peer) {
        if (!SplicedRelay.possible(this, peer)) {
            return;
        }
        Objects.requireNonNull(gate).pause(ReadGate.SPLICING);
        Objects.requireNonNull(peer.gate).pause(ReadGate.SPLICING);
        context()
                .writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(
                        _ -> peer.context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> splice(peer)));
    }

    private void splice(RelayHalf peer) {
        // One of them may have ended meanwhile.
        SplicedRelay relay = SplicedRelay.possible(this, peer) ? SplicedRelay.of(this, peer) : null;
        if (relay == null) {
            Objects.requireNonNull(gate).resume(ReadGate.SPLICING);
            Objects.requireNonNull(peer.gate).resume(ReadGate.SPLICING);
            return;
        }
        spliced = relay;
        peer.spliced = relay;
        relay.start();
    }

    Channel channel() {
        return context().channel();
    }

    ConnectionMeter meter() {
        return meter;
    }

    /** Whether nothing stands between this half and its socket. */
    boolean isAlone() {
        return channel().pipeline().first() == this && channel().pipeline().last() == this;
    }

    /** Whether both directions of the connection are open. */
    boolean isWholeOpen() {
        return channel().isActive() && !inputClosed && !outputClosed;
    }

    /** The connection broke, with this error. */
    void broken(String error) {
        errno = error;
    }

    /** The spliced connection has gone. No event says so of a channel that the event loop has let go of. */
    void spliceEnded() {
        gone();
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
        if (spliced != null) {
            spliced.close();
        } else {
            context().close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        gone();
        if (other != null) {
            other.closeAfterFlush();
        }
    }

    private void gone() {
        if (gone) {
            return;
        }
        gone = true;
        meter.closed(errno);
        release();
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
