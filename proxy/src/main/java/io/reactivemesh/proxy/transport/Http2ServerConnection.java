package io.reactivemesh.proxy.transport;

import io.netty.channel.ChannelHandlerContext;
import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.Service;
import java.time.Duration;

/**
 * One accepted HTTP/2 connection: hands each stream to the stack as a call.
 *
 * <p>It ends gracefully in two steps (RFC 9113 section 6.8): a first GOAWAY says that the end is near, and only when a ping has shown
 * that the client knows, a second one names the last stream that is served. So no request is lost that was on its way. Event loop only.
 */
final class Http2ServerConnection extends Http2Connection implements Drainable {

    private static final long FAREWELL = 0x6d6573685f627965L;

    /** A client that does not answer the ping has had time enough to stop. */
    private static final Duration FAREWELL_TIMEOUT = Duration.ofSeconds(1);

    private enum State {
        OPEN,
        SAYING_GOODBYE,
        DRAINING
    }

    private final HttpSide side;
    private final Service<HttpCall> service;
    private State state = State.OPEN;
    private int lastStream;

    /** Creates the handler of an accepted connection; {@code service} is the top of the stack. */
    Http2ServerConnection(
            Loop loop, HttpSide side, Service<HttpCall> service, ConnectionMeter meter, Http2Limits limits) {
        super(loop, meter, limits, true, 0);
        this.side = side;
        this.service = service;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        super.handlerAdded(ctx);
        start(
                Frames.MAX_CONCURRENT_STREAMS, limits().maxStreams(),
                Frames.INITIAL_WINDOW_SIZE, limits().streamWindow(),
                Frames.MAX_FRAME_SIZE, limits().maxPayloadBytes(),
                Frames.MAX_HEADER_LIST_SIZE, limits().maxHeaderListBytes());
        loop.opened(this);
    }

    HttpSide side() {
        return side;
    }

    @Override
    int lastPeerStream() {
        return lastStream;
    }

    @Override
    boolean isIdle(int id) {
        return (id & 1) == 0 || id > lastStream;
    }

    @Override
    int headersOnNoStream(int id, boolean end, byte[] bytes, int from, int to) {
        if (!isIdle(id)) {
            // Trailers that have crossed a reset must be decoded all the same: the table must follow.
            return !wasReset(id)
                    ? Http2Error.STREAM_CLOSED
                    : decode(bytes, from, to, loop.section()) ? Http2Error.NO_ERROR : Http2Error.COMPRESSION_ERROR;
        }
        if ((id & 1) == 0) {
            return Http2Error.PROTOCOL_ERROR;
        }
        Http2ServerStream stream = loop.streams().server();
        if (!decode(bytes, from, to, stream.head())) {
            return Http2Error.COMPRESSION_ERROR;
        }
        if (state == State.DRAINING) {
            return Http2Error.NO_ERROR;
        }
        lastStream = id;
        if (openStreams() >= limits().maxStreams()) {
            return streamError(id, Http2Error.REFUSED_STREAM);
        }
        stream.open(this, id);
        stream.serve(service, end);
        return Http2Error.NO_ERROR;
    }

    @Override
    void removed() {
        if (state == State.DRAINING && openStreams() == 0 && !hasEnded()) {
            closeAfterFlush();
        }
    }

    @Override
    public int goAway(int last, int code) {
        // The client opens no more streams; it closes when it has seen the end of those it has.
        return Http2Error.NO_ERROR;
    }

    @Override
    void answered(long payload) {
        if (payload == FAREWELL) {
            lastCall();
        }
    }

    @Override
    public void drain() {
        if (state == State.OPEN && !hasEnded()) {
            state = State.SAYING_GOODBYE;
            writer().goAway(Frames.MAX_STREAM, Http2Error.NO_ERROR);
            writer().ping(FAREWELL, false);
            Runnable cancel = loop.schedule(this::lastCall, FAREWELL_TIMEOUT);
            context().channel().closeFuture().addListener(_ -> cancel.run());
        }
    }

    private void lastCall() {
        if (state == State.SAYING_GOODBYE && !hasEnded()) {
            state = State.DRAINING;
            writer().goAway(lastStream, Http2Error.NO_ERROR);
            removed();
        }
    }

    @Override
    public void close() {
        context().close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        super.channelInactive(ctx);
        loop.closed(this);
    }
}
