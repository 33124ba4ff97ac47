package io.reactivemesh.proxy.transport;

import io.netty.channel.ChannelHandlerContext;
import io.reactivemesh.proxy.stack.Refusal;

/** One HTTP/2 connection to an endpoint: carries the calls of everybody on its loop, each on a stream. Event loop only. */
final class Http2ClientConnection extends Http2Connection {

    private final Http2Endpoint endpoint;
    private int nextStream = 1;
    private boolean settled;
    private boolean leaving;

    /** Whether it has carried anything since the endpoint looked last; kept here for the endpoint. */
    boolean used;

    /**
     * Creates the handler of a connection that is being made.
     *
     * @param maxStreams how many streams to open before the endpoint has said how many it takes
     */
    Http2ClientConnection(
            Loop loop, Http2Endpoint endpoint, ConnectionMeter meter, Http2Limits limits, int maxStreams) {
        super(loop, meter, limits, false, maxStreams);
        this.endpoint = endpoint;
    }

    /** The connection is there. */
    void connected() {
        writer().preface();
        start(
                Frames.ENABLE_PUSH, 0,
                Frames.INITIAL_WINDOW_SIZE, limits().streamWindow(),
                Frames.MAX_FRAME_SIZE, limits().maxPayloadBytes(),
                Frames.MAX_HEADER_LIST_SIZE, limits().maxHeaderListBytes());
    }

    /** Whether a call can be sent now. */
    boolean usable() {
        return !leaving
                && !hasEnded()
                && openStreams() < peerMaxStreams()
                && context().channel().isActive();
    }

    /** Whether the endpoint has shown that it speaks HTTP/2. */
    boolean isSettled() {
        return settled;
    }

    /** Takes over a call; {@link #usable} has been asked. */
    void send(StreamCaller call) {
        used = true;
        int id = nextStream;
        nextStream += 2;
        loop.streams().client().send(this, id, call);
        if (nextStream < 0) {
            leave();
        }
    }

    Refusal placed(Refusal refusal) {
        return endpoint.placed(refusal);
    }

    /** Takes no more calls; closes when those it has are done. */
    void leave() {
        if (!leaving) {
            leaving = true;
            endpoint.leaving(this);
            removed();
        }
    }

    @Override
    int lastPeerStream() {
        return 0;
    }

    @Override
    boolean isIdle(int id) {
        return (id & 1) == 0 || id >= nextStream;
    }

    @Override
    int headersOnNoStream(int id, boolean end, byte[] bytes, int from, int to) {
        if (isIdle(id)) {
            return Http2Error.PROTOCOL_ERROR;
        }
        if (!wasReset(id)) {
            return Http2Error.STREAM_CLOSED;
        }
        return decode(bytes, from, to, loop.section()) ? Http2Error.NO_ERROR : Http2Error.COMPRESSION_ERROR;
    }

    @Override
    void removed() {
        if (hasEnded()) {
            return;
        }
        if (!leaving) {
            endpoint.mayTakeMore();
        } else if (openStreams() == 0) {
            closeAfterFlush();
        }
    }

    @Override
    void settled() {
        settled = true;
        endpoint.settled(peerMaxStreams());
        endpoint.mayTakeMore();
    }

    @Override
    public int goAway(int last, int code) {
        leave();
        for (Http2Stream stream : streams()) {
            if (stream.id() > last && !stream.isClosed()) {
                endpoint.unprocessed(((Http2ClientStream) stream).takeBack());
            }
        }
        return Http2Error.NO_ERROR;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        super.channelInactive(ctx);
        endpoint.closed(this);
    }
}
