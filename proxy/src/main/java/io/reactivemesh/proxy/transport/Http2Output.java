package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.reactivemesh.proxy.hpack.Field;
import io.reactivemesh.proxy.hpack.FieldSection;
import io.reactivemesh.proxy.hpack.HpackEncoder;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of an HTTP/2 connection: frames out, the window of the connection, and whose turn it is when that is short.
 *
 * <p>What is written leaves when the event loop has looked at all sockets that had something, in one call of the system for each
 * connection ({@link Loop#flushSoon}). A peer that does not read what it causes is not read from. Event loop only.
 */
final class Http2Output implements Loop.Flushable {

    /** So much written and not sent, of heads and answers to pings: the peer does not read. */
    private static final int MAX_BACKLOG_BYTES = 256 * 1024;

    private final Loop loop;
    private final ChannelHandlerContext context;
    private final ConnectionMeter meter;
    private final PeerSettings peer;
    private final ReadGate gate;
    private final FrameWriter writer;
    private final HpackEncoder encoder = new HpackEncoder();
    private final SendQueue ready = new SendQueue();
    private int window = Frames.DEFAULT_WINDOW_BYTES;
    private boolean flushing;
    private boolean pumping;

    /** Creates the output of a connection to {@code peer}. */
    Http2Output(Loop loop, ChannelHandlerContext context, ConnectionMeter meter, PeerSettings peer) {
        this.loop = loop;
        this.context = context;
        this.meter = meter;
        this.peer = peer;
        this.gate = new ReadGate(context.channel());
        this.writer = new FrameWriter(context.alloc(), this::emit);
    }

    /** Writes frames that need no window; they leave with everything else. */
    FrameWriter writer() {
        flushSoon();
        return writer;
    }

    private void emit(ByteBuf buffer) {
        meter.wrote(buffer.readableBytes());
        context.write(buffer, context.voidPromise());
    }

    private void flushSoon() {
        if (!flushing) {
            flushing = true;
            loop.flushSoon(this);
        }
    }

    @Override
    public void flushNow() {
        flushing = false;
        writer.flush();
        context.flush();
        if (context.channel().bytesBeforeWritable() > MAX_BACKLOG_BYTES) {
            gate.pause(ReadGate.BACKLOG);
        }
    }

    /** Forgets what has not left. */
    void release() {
        writer.release();
    }

    /** The peer has said something about itself. Returns {@link Http2Error#NO_ERROR}, or the error that ends the connection. */
    int setting(int id, int value) {
        if (id == Frames.HEADER_TABLE_SIZE) {
            encoder.maxTableBytes(Integer.toUnsignedLong(value));
        }
        return peer.apply(id, value);
    }

    /**
     * HEADERS.
     *
     * @param drop {@link KnownHeader} bits of fields to leave out
     * @param extra a field to add, whatever is left out; null = none
     */
    void headers(int stream, FieldSection fields, int drop, @Nullable Field extra, boolean end) {
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
        writer().headers(stream, block, end, peer.payloadBytes());
    }

    /** DATA, in as many frames as the peer wants; {@link #sendable} has been asked. */
    void data(int stream, ByteBuf in, int from, int length, boolean end) {
        window -= length;
        FrameWriter out = writer();
        int most = peer.payloadBytes();
        int at = from;
        int left = length;
        while (left > most) {
            out.data(stream, in, at, most, false);
            at += most;
            left -= most;
        }
        out.data(stream, in, at, left, end);
    }

    /** How much may be sent now, whatever the stream; 0 = nothing, because the window is shut or the socket is full. */
    int sendable() {
        return context.channel().isWritable() ? window : 0;
    }

    /** The peer lets the connection send more. Returns {@link Http2Error#NO_ERROR}, or the error that ends the connection. */
    int openWindow(int increment) {
        long larger = (long) window + increment;
        if (increment == 0 || larger > Integer.MAX_VALUE) {
            return increment == 0 ? Http2Error.PROTOCOL_ERROR : Http2Error.FLOW_CONTROL_ERROR;
        }
        window = (int) larger;
        pump();
        return Http2Error.NO_ERROR;
    }

    /** The socket takes more again. */
    void writable() {
        gate.resume(ReadGate.BACKLOG);
        pump();
    }

    /** A stream has something to send, and its window lets it. */
    void ready(Http2Stream stream) {
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
}
