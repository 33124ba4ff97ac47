package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.collection.IntObjectHashMap;
import io.reactivemesh.proxy.hpack.Field;
import io.reactivemesh.proxy.hpack.FieldSection;
import io.reactivemesh.proxy.hpack.HpackDecoder;
import io.reactivemesh.proxy.hpack.HpackEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What both sides of an HTTP/2 connection have in common (RFC 9113): frames in and out, settings, windows, streams, the end.
 *
 * <p>What is written leaves when the event loop has looked at all sockets that had something, in one call of the system for each
 * connection ({@link Loop#flushSoon}). A peer that does not read what it causes is not read from. Event loop only.
 */
abstract class Http2Connection extends ChannelInboundHandlerAdapter implements FrameListener, Loop.Flushable {

    private static final Logger LOG = LoggerFactory.getLogger(Http2Connection.class);

    /** How long a peer may take to see why the connection ends before it is cut. */
    private static final Duration LINGER = Duration.ofSeconds(1);

    /** So much written and not sent, of heads and answers to pings: the peer does not read. */
    private static final int MAX_BACKLOG_BYTES = 256 * 1024;

    final Loop loop;
    final ConnectionMeter meter;
    private final Http2Limits limits;
    private final FrameReader reader;
    private final HpackDecoder decoder;
    private final HpackEncoder encoder = new HpackEncoder();
    private final ReceiveWindow window;
    private final FrameBudget budget;
    private final IntObjectHashMap<Http2Stream> streams = new IntObjectHashMap<>();
    private final RecentStreams reset = new RecentStreams();
    private final SendQueue ready = new SendQueue();
    private @Nullable KeepAlive keepAlive;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ReadGate gate;
    private @Nullable FrameWriter writer;
    private @Nullable ByteBuf partial;
    private int sendWindow = Frames.DEFAULT_WINDOW_BYTES;
    private int peerStreamWindow = Frames.DEFAULT_WINDOW_BYTES;
    private int peerPayloadBytes = Frames.DEFAULT_PAYLOAD_BYTES;
    private int peerMaxStreams;
    private boolean flushing;
    private boolean pumping;
    private boolean ended;
    private boolean overrun;

    String errno = "";

    Http2Connection(Loop loop, ConnectionMeter meter, Http2Limits limits, boolean server, int peerMaxStreams) {
        this.loop = loop;
        this.meter = meter;
        this.limits = limits;
        this.peerMaxStreams = peerMaxStreams;
        this.reader = new FrameReader(this, loop.scratch(), server, limits.maxPayloadBytes(), limits.maxBlockBytes());
        this.decoder = new HpackDecoder(loop.fields(), HpackDecoder.DEFAULT_TABLE_BYTES);
        this.window = new ReceiveWindow(limits.connectionWindow());
        this.budget = new FrameBudget(loop.clock()::refresh, limits.maxIdleFrames());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        gate = new ReadGate(ctx.channel());
        writer = new FrameWriter(ctx.alloc(), this::emit);
    }

    final ChannelHandlerContext context() {
        return Objects.requireNonNull(context);
    }

    final FrameWriter writer() {
        flushSoon();
        return Objects.requireNonNull(writer);
    }

    final Http2Limits limits() {
        return limits;
    }

    /** The peer has caused work that leads nowhere. Too much of it ends the connection, at the next frame that would cause more. */
    final void spend() {
        overrun |= !budget.spend();
    }

    private int idleFrame() {
        return overrun ? Http2Error.ENHANCE_YOUR_CALM : Http2Error.NO_ERROR;
    }

    /** The peer has let us complete an exchange. */
    final void earn() {
        budget.earn();
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

    private void emit(ByteBuf buffer) {
        meter.wrote(buffer.readableBytes());
        context().write(buffer, context().voidPromise());
    }

    private void flushSoon() {
        if (!flushing) {
            flushing = true;
            loop.flushSoon(this);
        }
    }

    @Override
    public final void flushNow() {
        flushing = false;
        Objects.requireNonNull(writer).flush();
        context().flush();
        if (context().channel().bytesBeforeWritable() > MAX_BACKLOG_BYTES) {
            Objects.requireNonNull(gate).pause(ReadGate.BACKLOG);
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
            Objects.requireNonNull(gate).resume(ReadGate.BACKLOG);
            pump();
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
        for (Http2Stream stream : List.copyOf(streams.values())) {
            stream.connectionLost();
        }
        meter.closed(errno);
        release();
    }

    @Override
    public final void handlerRemoved(ChannelHandlerContext ctx) {
        release();
    }

    private void release() {
        if (writer != null) {
            writer.release();
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

    // ---- the end
    // ---------------------------------------------------------------------------------------------------------------

    /** Ends the connection because of an error of the peer: says so, and hears the peer out so that it can be read. */
    final void end(int code) {
        LOG.atDebug()
                .addKeyValue("error", Http2Error.name(code))
                .addKeyValue("reason", reader.refusal())
                .log("HTTP/2 connection ends");
        ended = true;
        writer().goAway(lastPeerStream(), code);
        flushNow();
        ((DuplexChannel) context().channel()).shutdownOutput();
        Runnable cancel = loop.schedule(context()::close, LINGER);
        context().channel().closeFuture().addListener(_ -> cancel.run());
        for (Http2Stream stream : List.copyOf(streams.values())) {
            stream.connectionLost();
        }
    }

    /** Sends what is written, then closes. */
    final void closeAfterFlush() {
        ended = true;
        flushNow();
        context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    final boolean hasEnded() {
        return ended;
    }

    /** The last stream that the peer has opened, for GOAWAY. */
    abstract int lastPeerStream();

    // ---- streams
    // ---------------------------------------------------------------------------------------------------------------

    final void add(Http2Stream stream) {
        streams.put(stream.id(), stream);
    }

    final void remove(Http2Stream stream) {
        streams.remove(stream.id());
        if (!ended) {
            removed();
        }
    }

    /** A stream has closed. */
    abstract void removed();

    final int openStreams() {
        return streams.size();
    }

    final List<Http2Stream> streams() {
        return new ArrayList<>(streams.values());
    }

    /** Whether nobody has used this stream yet. */
    abstract boolean isIdle(int id);

    /** A header block on a stream that is not open. */
    abstract int headersOnNoStream(int id, boolean end, byte[] bytes, int from, int to);

    final boolean wasReset(int id) {
        return reset.contains(id);
    }

    @Override
    public final int headers(int id, boolean end, byte[] bytes, int from, int to) {
        Http2Stream stream = streams.get(id);
        if (overrun) {
            return Http2Error.ENHANCE_YOUR_CALM;
        }
        if (stream == null) {
            return headersOnNoStream(id, end, bytes, from, to);
        }
        FieldSection fields = stream.section();
        if (!decode(bytes, from, to, fields)) {
            return Http2Error.COMPRESSION_ERROR;
        }
        if (stream.remoteEnded()) {
            return streamError(id, Http2Error.STREAM_CLOSED);
        }
        stream.receiveHeaders(fields, end);
        return Http2Error.NO_ERROR;
    }

    final boolean decode(byte[] bytes, int from, int to, FieldSection fields) {
        fields.clear(limits.maxHeaderListBytes());
        return decoder.decode(bytes, from, to, fields);
    }

    @Override
    public final int data(int id, ByteBuf in, int from, int length, int flow, boolean end) {
        if (!window.received(flow)) {
            return Http2Error.FLOW_CONTROL_ERROR;
        }
        Http2Stream stream = streams.get(id);
        if (stream == null) {
            taken(flow);
            return isIdle(id) ? Http2Error.PROTOCOL_ERROR : onClosedStream(id);
        }
        stream.receiveData(in, from, length, flow, end);
        openWindow();
        if (length == 0 && !end) {
            spend();
        }
        return idleFrame();
    }

    /** DATA that crossed our reset is passed over; on any other closed stream it is an error of that stream. */
    private int onClosedStream(int id) {
        openWindow();
        return wasReset(id) ? Http2Error.NO_ERROR : streamError(id, Http2Error.STREAM_CLOSED);
    }

    @Override
    public final int reset(int id, int code) {
        Http2Stream stream = streams.get(id);
        if (stream != null) {
            stream.receiveReset(code);
            return idleFrame();
        }
        return isIdle(id) ? Http2Error.PROTOCOL_ERROR : Http2Error.NO_ERROR;
    }

    @Override
    public final int streamError(int id, int code) {
        Http2Stream stream = streams.get(id);
        if (stream != null) {
            stream.fail(code);
        } else {
            spend();
            reset.add(id);
            writer().reset(id, code);
        }
        return idleFrame();
    }

    // ---- settings, pings
    // -------------------------------------------------------------------------------------------------------

    @Override
    public final int setting(int id, int value) {
        switch (id) {
            case Frames.HEADER_TABLE_SIZE -> encoder.maxTableBytes(Integer.toUnsignedLong(value));
            case Frames.ENABLE_PUSH -> {
                return value == 0 || value == 1 ? Http2Error.NO_ERROR : Http2Error.PROTOCOL_ERROR;
            }
            case Frames.MAX_CONCURRENT_STREAMS -> peerMaxStreams = value < 0 ? Integer.MAX_VALUE : value;
            case Frames.INITIAL_WINDOW_SIZE -> {
                return streamWindows(value);
            }
            case Frames.MAX_FRAME_SIZE -> {
                if (value < Frames.DEFAULT_PAYLOAD_BYTES || value > Frames.MAX_PAYLOAD_BYTES) {
                    return Http2Error.PROTOCOL_ERROR;
                }
                peerPayloadBytes = value;
            }
            default -> {
                // What is not known is to be ignored (RFC 9113 section 6.5.2).
            }
        }
        return Http2Error.NO_ERROR;
    }

    private int streamWindows(int size) {
        if (size < 0) {
            return Http2Error.FLOW_CONTROL_ERROR;
        }
        int change = size - peerStreamWindow;
        peerStreamWindow = size;
        for (Http2Stream stream : streams()) {
            if (!stream.openWindow(change)) {
                return Http2Error.FLOW_CONTROL_ERROR;
            }
        }
        return Http2Error.NO_ERROR;
    }

    @Override
    public final int settingsEnd() {
        writer().settingsAck();
        settled();
        spend();
        return idleFrame();
    }

    /** The peer's settings are known, or have changed. */
    void settled() {}

    final int peerMaxStreams() {
        return peerMaxStreams;
    }

    @Override
    public final int ping(long payload) {
        writer().ping(payload, true);
        spend();
        return idleFrame();
    }

    // ---- windows
    // ---------------------------------------------------------------------------------------------------------------

    @Override
    public final int windowUpdate(int id, int increment) {
        if (id == 0) {
            long larger = (long) sendWindow + increment;
            if (increment == 0 || larger > Integer.MAX_VALUE) {
                return increment == 0 ? Http2Error.PROTOCOL_ERROR : Http2Error.FLOW_CONTROL_ERROR;
            }
            sendWindow = (int) larger;
            pump();
            return Http2Error.NO_ERROR;
        }
        Http2Stream stream = streams.get(id);
        if (stream == null) {
            return isIdle(id) ? Http2Error.PROTOCOL_ERROR : Http2Error.NO_ERROR;
        }
        if (increment == 0) {
            return streamError(id, Http2Error.PROTOCOL_ERROR);
        }
        return stream.openWindow(increment) ? Http2Error.NO_ERROR : streamError(id, Http2Error.FLOW_CONTROL_ERROR);
    }

    /** How large a window new streams have for sending. */
    final int initialSendWindow() {
        return peerStreamWindow;
    }

    /** How large a window the peer's streams have. */
    final int streamWindow() {
        return limits.streamWindow();
    }

    /** How much may be sent now, whatever the stream; 0 = nothing, because the window is shut or the socket is full. */
    final int sendable() {
        return context().channel().isWritable() ? sendWindow : 0;
    }

    /** Bytes that came on this connection are no longer held here. */
    final void taken(int bytes) {
        window.taken(bytes);
    }

    private void openWindow() {
        int increment = window.increment();
        if (increment > 0) {
            writer().windowUpdate(0, increment);
        }
    }

    final void writeWindowUpdate(int id, int increment) {
        if (!ended) {
            openWindow();
            writer().windowUpdate(id, increment);
        }
    }

    /** A stream has something to send, and its window lets it. */
    final void ready(Http2Stream stream) {
        ready.add(stream);
        pump();
    }

    /** Gives turns as long as there is somebody to take one and anything may be sent; a turn may put its stream in the queue. */
    private void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        while (sendable() > 0) {
            Http2Stream next = ready.poll();
            if (next == null) {
                break;
            }
            next.takeTurn();
        }
        pumping = false;
    }

    // ---- writing
    // ---------------------------------------------------------------------------------------------------------------

    final void writeHeaders(int id, FieldSection fields, int drop, @Nullable Field extra, boolean end) {
        var block = loop.block();
        encoder.begin(block);
        boolean all = (fields.marks() & drop) == 0;
        for (int i = 0; i < fields.count(); i++) {
            Field field = fields.get(i);
            if (all || (field.marks() & drop) == 0) {
                encoder.write(field, block);
            }
        }
        if (extra != null) {
            encoder.write(extra, block);
        }
        writer().headers(id, block, end, peerPayloadBytes);
    }

    final void writeData(int id, ByteBuf in, int from, int length, boolean end) {
        sendWindow -= length;
        FrameWriter out = writer();
        int at = from;
        int left = length;
        while (left > peerPayloadBytes) {
            out.data(id, in, at, peerPayloadBytes, false);
            at += peerPayloadBytes;
            left -= peerPayloadBytes;
        }
        out.data(id, in, at, left, end);
    }

    final void writeReset(Http2Stream stream, int code) {
        if (!ended) {
            if (!stream.remoteEnded()) {
                reset.add(stream.id());
            }
            writer().reset(stream.id(), code);
        }
    }
}
