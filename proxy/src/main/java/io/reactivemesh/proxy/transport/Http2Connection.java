package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.util.collection.IntObjectHashMap;
import io.reactivemesh.proxy.hpack.FieldSection;
import io.reactivemesh.proxy.hpack.HpackDecoder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the frames of both sides of an HTTP/2 connection have in common (RFC 9113): each goes to its stream, settings and windows are
 * kept, and a peer that only causes work is found out. Event loop only.
 */
abstract class Http2Connection extends Http2Channel {

    private final HpackDecoder decoder;
    private final ReceiveWindow window;
    private final FrameBudget budget;
    private final IntObjectHashMap<Http2Stream> streams = new IntObjectHashMap<>();
    private final RecentStreams reset;
    private final @Nullable BandwidthEstimate bandwidth;
    private int streamWindow;
    /** By how much the peer's settings have changed the windows of streams, which do not know it yet. */
    private int windowChange;

    private boolean overrun;

    Http2Connection(Loop loop, ConnectionMeter meter, Http2Limits limits, boolean server, int peerMaxStreams) {
        super(loop, meter, limits, server, peerMaxStreams);
        this.decoder = new HpackDecoder(loop.fields(), HpackDecoder.DEFAULT_TABLE_BYTES);
        this.window = new ReceiveWindow(limits.connectionWindow());
        this.budget = new FrameBudget(loop.clock()::refresh, limits.maxIdleFrames());
        this.reset = new RecentStreams(limits.maxResetStreams());
        this.streamWindow = limits.streamWindow();
        this.bandwidth = limits.adaptive() ? new BandwidthEstimate(loop.clock()::refresh, streamWindow) : null;
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

    // ---- streams
    // ---------------------------------------------------------------------------------------------------------------

    final void add(Http2Stream stream) {
        streams.put(stream.id(), stream);
    }

    final void remove(Http2Stream stream) {
        streams.remove(stream.id());
        if (!hasEnded()) {
            removed();
        }
    }

    /** A stream has closed. */
    abstract void removed();

    @Override
    final void loseStreams() {
        streams().forEach(Http2Stream::connectionLost);
    }

    @Override
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
        fields.clear(limits().maxHeaderListBytes());
        return decoder.decode(bytes, from, to, fields);
    }

    @Override
    public final int data(int id, ByteBuf in, int from, int length, int flow, boolean end) {
        if (!window.received(flow)) {
            return Http2Error.FLOW_CONTROL_ERROR;
        }
        if (bandwidth != null && bandwidth.received(flow)) {
            writer().ping(BandwidthEstimate.PAYLOAD, false);
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
        int before = peer.streamWindow();
        int error = output().setting(id, value);
        windowChange += peer.streamWindow() - before;
        return error;
    }

    private int moveWindows() {
        int change = windowChange;
        windowChange = 0;
        if (change == 0) {
            return Http2Error.NO_ERROR;
        }
        for (Http2Stream stream : streams()) {
            if (!stream.openWindow(change)) {
                return Http2Error.FLOW_CONTROL_ERROR;
            }
        }
        return Http2Error.NO_ERROR;
    }

    @Override
    public final int settingsEnd() {
        // What larger windows let out comes after the word that they are known.
        writer().settingsAck();
        int error = moveWindows();
        if (error != Http2Error.NO_ERROR) {
            return error;
        }
        settled();
        spend();
        return idleFrame();
    }

    /** The peer's settings are known, or have changed. */
    void settled() {}

    final int peerMaxStreams() {
        return peer.maxStreams();
    }

    @Override
    public final int ping(long payload) {
        writer().ping(payload, true);
        spend();
        return idleFrame();
    }

    @Override
    public final int pong(long payload) {
        if (bandwidth != null && payload == BandwidthEstimate.PAYLOAD) {
            widen(bandwidth.answered());
        } else {
            answered(payload);
        }
        return Http2Error.NO_ERROR;
    }

    /** The peer has answered a ping of this connection's own. */
    void answered(long payload) {}

    // ---- windows
    // ---------------------------------------------------------------------------------------------------------------

    @Override
    public final int windowUpdate(int id, int increment) {
        if (id == 0) {
            return output().openWindow(increment);
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
        return peer.streamWindow();
    }

    /** How large a window the peer's streams have. */
    final int streamWindow() {
        return streamWindow;
    }

    /** Lets the peer send more ahead, on streams that are open and on those to come; the connection takes twice as much as a stream. */
    private void widen(int newStreamWindow) {
        int more = newStreamWindow - streamWindow;
        if (more <= 0) {
            return;
        }
        streamWindow = newStreamWindow;
        writer().settings(new int[] {Frames.INITIAL_WINDOW_SIZE, newStreamWindow});
        streams().forEach(stream -> stream.widen(more));
        int increment = window.widen(2 * newStreamWindow);
        if (increment > 0) {
            writer().windowUpdate(0, increment);
        }
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
        if (!hasEnded()) {
            openWindow();
            writer().windowUpdate(id, increment);
        }
    }

    final void writeReset(Http2Stream stream, int code) {
        if (!hasEnded()) {
            if (!stream.remoteEnded()) {
                reset.add(stream.id());
            }
            writer().reset(stream.id(), code);
        }
    }
}
