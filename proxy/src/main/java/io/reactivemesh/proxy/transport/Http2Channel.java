package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP/2 connection as far as it is a channel: bytes come in and become frames, the peer's life is watched, and it comes to its
 * end. What the frames mean is {@link Http2Connection}'s, what goes out {@link Http2Output}'s. Event loop only.
 */
abstract class Http2Channel extends ChannelInboundHandlerAdapter implements FrameListener {

    private static final Logger LOG = LoggerFactory.getLogger(Http2Channel.class);

    /** How long a peer may take to see why the connection ends before it is cut. */
    private static final Duration LINGER = Duration.ofSeconds(1);

    final Loop loop;
    final ConnectionMeter meter;
    final PeerSettings peer;
    private final Http2Limits limits;
    private final FrameReader reader;
    private @Nullable KeepAlive keepAlive;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Http2Output output;
    private @Nullable ByteBuf partial;
    private boolean ended;

    String errno = "";

    Http2Channel(Loop loop, ConnectionMeter meter, Http2Limits limits, boolean server, int peerMaxStreams) {
        this.loop = loop;
        this.meter = meter;
        this.limits = limits;
        this.peer = new PeerSettings(peerMaxStreams);
        this.reader = new FrameReader(this, loop.scratch(), server, limits.maxPayloadBytes(), limits.maxBlockBytes());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        output = new Http2Output(loop, ctx, meter, peer);
    }

    final ChannelHandlerContext context() {
        return Objects.requireNonNull(context);
    }

    final Http2Output output() {
        return Objects.requireNonNull(output);
    }

    final FrameWriter writer() {
        return output().writer();
    }

    final Http2Limits limits() {
        return limits;
    }

    final ByteBufAllocator allocator() {
        return context().alloc();
    }

    /** Says our SETTINGS and opens the window of the connection; from now on the peer's life is watched. */
    final void start(int... settings) {
        if (limits.keepAlive() != null) {
            keepAlive = new KeepAlive(this, limits.keepAlive());
        }
        writer().settings(settings);
        int more = limits.connectionWindow() - Frames.DEFAULT_WINDOW_BYTES;
        if (more > 0) {
            writer().windowUpdate(0, more);
        }
    }

    @Override
    public final void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf received = (ByteBuf) message;
        meter.read(received.readableBytes());
        if (keepAlive != null) {
            keepAlive.heard();
        }
        if (ended) {
            received.release();
            return;
        }
        ByteBuf in = Buffers.join(ctx.alloc(), partial, received);
        partial = null;
        int error = reader.read(in);
        if (error == Http2Error.NO_ERROR && in.isReadable()) {
            partial = in;
            return;
        }
        in.release();
        if (error != Http2Error.NO_ERROR) {
            end(error);
        }
    }

    @Override
    public final void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            output().writable();
        }
    }

    @Override
    public final void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ended = true;
        if (keepAlive != null) {
            keepAlive.stop();
        }
        loseStreams();
        meter.closed(errno);
        release();
    }

    @Override
    public final void handlerRemoved(ChannelHandlerContext ctx) {
        release();
    }

    private void release() {
        if (output != null) {
            output.release();
        }
        if (partial != null) {
            partial.release();
            partial = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        errno = ConnectionMeter.errno(cause);
        ctx.close();
    }

    /** Ends the connection because of an error of the peer: says so, and hears the peer out so that it can be read. */
    final void end(int code) {
        LOG.atDebug()
                .addKeyValue(LogKeys.ERROR, Http2Error.name(code))
                .addKeyValue(LogKeys.REASON, reader.refusal())
                .log("HTTP/2 connection ends");
        ended = true;
        writer().goAway(lastPeerStream(), code);
        output().flushNow();
        ((DuplexChannel) context().channel()).shutdownOutput();
        Runnable cancel = loop.schedule(context()::close, LINGER);
        context().channel().closeFuture().addListener(_ -> cancel.run());
        loseStreams();
    }

    /** Sends what is written, then closes. */
    final void closeAfterFlush() {
        ended = true;
        output().flushNow();
        context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    final boolean hasEnded() {
        return ended;
    }

    /** The connection has gone, and its streams with it. */
    abstract void loseStreams();

    /** How many streams are open. */
    abstract int openStreams();

    /** The last stream that the peer has opened, for GOAWAY. */
    abstract int lastPeerStream();
}
