package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.reactivemesh.proxy.hpack.Field;
import io.reactivemesh.proxy.hpack.FieldSection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One stream of an HTTP/2 connection, on either side: its two windows, its two ends, and what it could not send yet (RFC 9113
 * sections 5.1, 5.2).
 *
 * <pre>
 *            our END_STREAM                       their END_STREAM
 *   OPEN ───────────────────► LOCAL ENDED ──┬──► CLOSED ◄──┬── REMOTE ENDED ◄──────────────────── OPEN
 *                                           │              │
 *   any state ──── RST_STREAM either way, the connection's end ───► CLOSED
 * </pre>
 *
 * Back-pressure is a chain of windows: bytes count as taken, and the sender's window opens again, when the {@link StreamEnd} at the other
 * side has written them to its connection. Reused after it has closed. Event loop only.
 */
abstract class Http2Stream implements StreamEnd {

    /** How much one stream sends of what it holds before it is another's turn. */
    private static final int TURN_BYTES = Frames.DEFAULT_PAYLOAD_BYTES;

    boolean queued;

    @Nullable
    Http2Stream nextQueued;

    private @Nullable Http2Connection connection;
    private @Nullable StreamEnd other;
    private int id;
    private int sendWindow;
    private int receiveWindow;
    private int owed;
    private long bodyLeft;
    private boolean localEnded;
    private boolean remoteEnded;
    private boolean closed = true;
    private @Nullable HeldData held;
    private @Nullable FieldSection heldTrailers;
    private boolean heldEnd;

    /** Starts a life as a stream of that connection. */
    final void open(Http2Connection newConnection, int newId) {
        connection = newConnection;
        id = newId;
        sendWindow = newConnection.initialSendWindow();
        // Until it has seen our settings a peer goes by the default.
        receiveWindow = Math.max(newConnection.streamWindow(), Frames.DEFAULT_WINDOW_BYTES);
        owed = 0;
        bodyLeft = -1;
        localEnded = false;
        remoteEnded = false;
        closed = false;
        newConnection.add(this);
    }

    final Http2Connection connection() {
        return Objects.requireNonNull(connection);
    }

    final int id() {
        return id;
    }

    /** The other end of the exchange; null before there is one, and when it has finished. */
    final @Nullable StreamEnd other() {
        return other;
    }

    final void join(StreamEnd newOther) {
        other = newOther;
    }

    final boolean isClosed() {
        return closed;
    }

    final boolean localEnded() {
        return localEnded;
    }

    final boolean remoteEnded() {
        return remoteEnded;
    }

    /** The message from the peer says how long its body is; -1 = it does not. */
    final void expectBody(long length) {
        bodyLeft = length;
    }

    /** The peer's message has ended with its head or its trailers. Returns false when its body is too short. */
    final boolean endRemote() {
        remoteEnded = true;
        return bodyLeft <= 0;
    }

    /** A header block has come. */
    abstract void receiveHeaders(FieldSection fields, boolean end);

    /** Body bytes have come: to {@link #other}, if it is there. */
    abstract void pass(ByteBuf in, int from, int length, boolean end);

    /** Where header blocks of this stream are decoded to, with what they may hold at most. */
    abstract FieldSection section();

    /** The peer broke a rule; it has been told, and the stream has closed. */
    abstract void failed(@Nullable StreamEnd end);

    /** The peer has reset the stream, which has closed. */
    abstract void wasReset(@Nullable StreamEnd end, int code);

    /** The connection has gone, and the stream with it. */
    abstract void wasLost(@Nullable StreamEnd end);

    /** Our END_STREAM has been written. */
    void sentEnd() {}

    /** The stream has closed, in whatever way; it may be used again unless somebody still knows it. */
    abstract void recycle();

    final void receiveData(ByteBuf in, int from, int length, int flow, boolean end) {
        if (remoteEnded) {
            connection().taken(flow);
            fail(Http2Error.STREAM_CLOSED);
            return;
        }
        receiveWindow -= flow;
        boolean tooLong = bodyLeft >= 0 && length > bodyLeft;
        if (receiveWindow < 0 || tooLong) {
            connection().taken(flow);
            fail(tooLong ? Http2Error.PROTOCOL_ERROR : Http2Error.FLOW_CONTROL_ERROR);
            return;
        }
        if (bodyLeft >= 0) {
            bodyLeft -= length;
        }
        if (end && !endRemote()) {
            connection().taken(flow);
            fail(Http2Error.PROTOCOL_ERROR);
            return;
        }
        if (flow > length) {
            taken(flow - length);
        }
        // A frame that carries nothing is not worth carrying: whoever takes many of them for an attack is right.
        if (length > 0 || end) {
            pass(in, from, length, end);
        }
        closeIfEnded();
    }

    final void receiveReset(int code) {
        StreamEnd end = leave();
        wasReset(end, code);
        recycle();
    }

    /** Ends the stream because its peer broke a rule. */
    final void fail(int code) {
        connection().spend();
        connection().writeReset(this, code);
        StreamEnd end = leave();
        failed(end);
        recycle();
    }

    final void connectionLost() {
        StreamEnd end = leave();
        wasLost(end);
        recycle();
    }

    /** More may be sent. Returns false when it is more than a window can be. */
    final boolean openWindow(int increment) {
        long larger = (long) sendWindow + increment;
        if (larger > Integer.MAX_VALUE) {
            return false;
        }
        sendWindow = (int) larger;
        offer();
        return true;
    }

    @Override
    public void data(ByteBuf in, int from, int length, boolean end) {
        if (closed || localEnded) {
            give(length);
        } else if (held == null && (length == 0 || length <= sendable())) {
            send(in, from, length, end);
        } else {
            HeldData holding = hold();
            if (length > 0) {
                holding.add(connection().allocator(), in, from, length);
            }
            heldEnd |= end;
            offer();
        }
    }

    @Override
    public void trailers(FieldSection trailers) {
        if (closed || localEnded) {
            return;
        }
        if (held == null) {
            connection().output().headers(id, trailers, 0, null, true);
            endLocal();
            return;
        }
        heldTrailers = new FieldSection();
        heldTrailers.copy(trailers);
        heldEnd = true;
        offer();
    }

    private HeldData hold() {
        HeldData holding = held;
        if (holding == null) {
            holding = new HeldData();
            held = holding;
        }
        return holding;
    }

    private int sendable() {
        return Math.min(sendWindow, connection().output().sendable());
    }

    private void send(ByteBuf in, int from, int length, boolean end) {
        sendWindow -= length;
        connection().output().data(id, in, from, length, end);
        give(length);
        if (end) {
            endLocal();
        }
    }

    private void give(int length) {
        if (other != null && length > 0) {
            other.taken(length);
        }
    }

    private void offer() {
        if (held != null && sendWindow > 0) {
            connection().output().ready(this);
        }
    }

    /** Takes a turn at sending what is held; asks for another one when that is not all. */
    final void takeTurn() {
        HeldData holding = held;
        if (closed || holding == null) {
            return;
        }
        int turn = Math.min(TURN_BYTES, sendable());
        while (turn > 0 && holding.bytes() > 0) {
            ByteBuf piece = holding.first();
            int length = Math.min(piece.readableBytes(), turn);
            turn -= length;
            boolean last = length == holding.bytes();
            if (last) {
                held = null;
            }
            send(piece, piece.readerIndex(), length, last && heldEnd && heldTrailers == null);
            holding.skip(length);
        }
        if (holding.bytes() == 0) {
            held = null;
            finishHeld();
        } else {
            offer();
        }
    }

    /** Sends the end of a body, if it has not gone with its last bytes. */
    private void finishHeld() {
        if (closed || localEnded || !heldEnd) {
            return;
        }
        if (heldTrailers == null) {
            send(Unpooled.EMPTY_BUFFER, 0, 0, true);
        } else {
            connection().output().headers(id, heldTrailers, 0, null, true);
            endLocal();
        }
    }

    /**
     * Sends a head.
     *
     * @param drop {@link KnownHeader} bits of fields to leave out
     * @param extra a field to add, whatever is left out; null = none
     */
    final void sendHead(FieldSection fields, int drop, @Nullable Field extra, boolean end) {
        connection().output().headers(id, fields, drop, extra, end);
        if (end) {
            endLocal();
        }
    }

    private void endLocal() {
        localEnded = true;
        sentEnd();
        closeIfEnded();
    }

    /** The peer may send more ahead, as soon as it has seen the settings that say so. */
    final void widen(int bytes) {
        receiveWindow += bytes;
    }

    @Override
    public final void taken(int bytes) {
        Http2Connection mine = connection();
        mine.taken(bytes);
        if (closed || remoteEnded) {
            return;
        }
        owed += bytes;
        if (owed >= mine.streamWindow() / 2) {
            mine.writeWindowUpdate(id, owed);
            receiveWindow += owed;
            owed = 0;
        }
    }

    /** Resets the stream on behalf of this proxy or of the other end. */
    final void abort(int code) {
        if (!closed) {
            connection().writeReset(this, code);
            leave();
        }
    }

    @Override
    public final void detach() {
        if (held != null) {
            give(held.bytes());
        }
        other = null;
    }

    final void closeIfEnded() {
        if (localEnded && remoteEnded && !closed) {
            StreamEnd end = leave();
            if (end != null) {
                end.detach();
            }
            recycle();
        }
    }

    /** Leaves the connection. Returns the other end, which is no longer known here. */
    final @Nullable StreamEnd leave() {
        closed = true;
        connection().remove(this);
        HeldData holding = held;
        if (holding != null) {
            held = null;
            give(holding.bytes());
            holding.release();
        }
        heldEnd = false;
        heldTrailers = null;
        StreamEnd end = other;
        other = null;
        return end;
    }
}
