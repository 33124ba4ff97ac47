package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.reactivemesh.proxy.hpack.Field;
import io.reactivemesh.proxy.hpack.FieldSection;
import io.reactivemesh.proxy.stack.HeadEdits;
import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.Measurement;
import io.reactivemesh.proxy.stack.Refusal;
import io.reactivemesh.proxy.stack.RequestHead;
import io.reactivemesh.proxy.stack.Service;
import io.reactivemesh.proxy.stack.Supervised;
import io.reactivemesh.proxy.stack.Supervisor;
import org.jspecify.annotations.Nullable;

/**
 * A request on an accepted HTTP/2 connection: the stream is its own call.
 *
 * <pre>
 *            request                   attach                 respond              end of the response
 *   UNUSED ──────────► IN THE STACK ──────────► FORWARDED ──────────► ANSWERING ────────────────────────► ANSWERED
 *                            │                      │                     │
 *                            └──── refuse ──────────┘──── lost ───────────┴─ lost: trailers to gRPC, a reset to others
 * </pre>
 *
 * Event loop only.
 */
final class Http2ServerStream extends Http2Stream implements Http2Caller {

    private enum State {
        UNUSED,
        IN_THE_STACK,
        FORWARDED,
        ANSWERING,
        ANSWERED
    }

    /** Who takes requests back sooner than this, again and again, only wants to see us work. */
    private static final long HASTE_NANOS = 1_000_000_000;

    private final Loop loop;
    private final FieldSection head = new FieldSection();
    private final Http2Request request = new Http2Request(head);
    private final Measurement measurement;
    private final HeadEdits edits = new HeadEdits();
    private State state = State.UNUSED;
    private @Nullable HeldData early;
    private @Nullable OrigProto original;
    private @Nullable FieldSection earlyTrailers;
    private boolean bodiless;
    private boolean repeated;
    private long began;

    Http2ServerStream(Loop loop) {
        this.loop = loop;
        this.measurement = new Measurement(loop.clock());
    }

    private Http2ServerConnection server() {
        return (Http2ServerConnection) connection();
    }

    /** Takes up the request whose fields are in {@link #head}. */
    void serve(Service<HttpCall> service, boolean end) {
        began = loop.clock().getAsLong();
        bodiless = end;
        repeated = false;
        original = null;
        boolean tooLarge = head.overflowed();
        boolean legal = tooLarge || request.read();
        expectBody(tooLarge || !legal ? -1 : request.contentLength());
        boolean complete = !end || endRemote();
        if (tooLarge) {
            answer(Http2Answers.tooLarge(loop.fields(), head));
            return;
        }
        if (!legal || !complete) {
            fail(Http2Error.PROTOCOL_ERROR);
            return;
        }
        if (request.isGrpc()) {
            measurement.grpc();
        }
        state = State.IN_THE_STACK;
        edits.clear();
        service.call(this);
    }

    @Override
    FieldSection section() {
        return loop.section();
    }

    // ---- from the client
    // ---------------------------------------------------------------------------------------------------------

    @Override
    void receiveHeaders(FieldSection trailers, boolean end) {
        if (!end || trailers.overflowed() || (trailers.marks() & (FieldMarks.ILLEGAL | FieldMarks.PSEUDO)) != 0) {
            fail(Http2Error.PROTOCOL_ERROR);
            return;
        }
        if (!endRemote()) {
            fail(Http2Error.PROTOCOL_ERROR);
            return;
        }
        measurement.requestEnd();
        StreamEnd endpoint = other();
        if (endpoint != null) {
            endpoint.trailers(trailers);
        } else if (state == State.IN_THE_STACK) {
            earlyTrailers = new FieldSection();
            earlyTrailers.copy(trailers);
        }
        closeIfEnded();
    }

    @Override
    void pass(ByteBuf in, int from, int length, boolean end) {
        measurement.requestFrame(length);
        if (end) {
            measurement.requestEnd();
        }
        StreamEnd endpoint = other();
        if (endpoint != null) {
            endpoint.data(in, from, length, end);
        } else if (state != State.IN_THE_STACK) {
            taken(length);
        } else if (length > 0) {
            if (early == null) {
                early = new HeldData();
            }
            early.add(connection().allocator(), in, from, length);
        }
    }

    @Override
    void wasReset(@Nullable StreamEnd endpoint, int code) {
        boolean unanswered = state == State.IN_THE_STACK || state == State.FORWARDED;
        if (unanswered && loop.clock().refresh() - began < HASTE_NANOS) {
            connection().spend();
        }
        abandon(endpoint, code);
    }

    @Override
    void failed(@Nullable StreamEnd endpoint) {
        abandon(endpoint, Http2Error.CANCEL);
    }

    @Override
    void wasLost(@Nullable StreamEnd endpoint) {
        abandon(endpoint, Http2Error.CANCEL);
    }

    private void abandon(@Nullable StreamEnd endpoint, int code) {
        measurement.abandon();
        if (endpoint != null) {
            endpoint.reset(code);
        }
    }

    @Override
    void recycle() {
        releaseEarly();
        boolean known = state == State.IN_THE_STACK;
        state = State.UNUSED;
        if (!known) {
            loop.streams().spare(this);
        }
    }

    private void releaseEarly() {
        if (early != null) {
            connection().taken(early.bytes());
            early.release();
            early = null;
        }
        earlyTrailers = null;
    }

    // ---- the call
    // ----------------------------------------------------------------------------------------------------------------

    @Override
    public RequestHead request() {
        return request;
    }

    @Override
    public Measurement measurement() {
        return measurement;
    }

    @Override
    public boolean isOpen() {
        return state == State.IN_THE_STACK && !isClosed();
    }

    @Override
    public HeadEdits edits() {
        return edits;
    }

    @Override
    public FieldSection head() {
        return Http2Edits.apply(edits.ofRequest(), head, loop.fields());
    }

    @Override
    public int requestDrop() {
        return server().side().requestDrop();
    }

    @Override
    public boolean isHead() {
        return request.isHead();
    }

    @Override
    public boolean bodiless() {
        return bodiless;
    }

    @Override
    public ByteBufAllocator allocator() {
        return connection().allocator();
    }

    @Override
    public void answeredIn(OrigProto version) {
        original = version;
    }

    @Override
    public Supervised supervised(Supervisor supervisor, int keptBytes, boolean trailers) {
        return new SupervisedHttp2(loop, this, supervisor, keptBytes, trailers).start();
    }

    @Override
    public boolean mayRepeat() {
        boolean may = state == State.FORWARDED && bodiless && !repeated;
        repeated = true;
        if (may) {
            state = State.IN_THE_STACK;
        }
        return may;
    }

    @Override
    public void attach(StreamEnd endpoint) {
        state = State.FORWARDED;
        join(endpoint);
        HeldData waiting = early;
        if (waiting != null) {
            early = null;
            while (waiting.bytes() > 0) {
                ByteBuf piece = waiting.first();
                int length = piece.readableBytes();
                boolean last = length == waiting.bytes() && remoteEnded() && earlyTrailers == null;
                endpoint.data(piece, piece.readerIndex(), length, last);
                waiting.skip(length);
            }
        } else if (remoteEnded() && !bodiless && earlyTrailers == null) {
            endpoint.data(Unpooled.EMPTY_BUFFER, 0, 0, true);
        }
        if (earlyTrailers != null) {
            endpoint.trailers(earlyTrailers);
            earlyTrailers = null;
        }
    }

    // ---- from the endpoint
    // -------------------------------------------------------------------------------------------------------

    @Override
    public void interim(FieldSection response) {
        sendHead(response, server().side().responseDrop(), null, false);
    }

    @Override
    public void respond(FieldSection response, int status, boolean end) {
        state = State.ANSWERING;
        RetryHint.tell(measurement, response, status, loop.wallClock());
        measurement.head(status, measurement.watch().isEmpty() ? -1 : Http2Response.contentLength(response));
        noteGrpc(response);
        if ((response.marks() & server().side().responseDrop() & KnownHeader.L5D_PROXY_ERROR) != 0) {
            loop.failures().remote(status, Http2Response.text(response, KnownHeader.L5D_PROXY_ERROR));
        }
        FieldSection edited = Http2Edits.apply(edits.ofResponse(), response, loop.fields());
        Field version = original == null ? null : loop.fields().field(OrigProto.NAME, original.text());
        sendHead(edited, server().side().responseDrop(), version, end);
    }

    @Override
    public void data(ByteBuf in, int from, int length, boolean end) {
        measurement.responseFrame(length);
        super.data(in, from, length, end);
    }

    @Override
    public void trailers(FieldSection trailers) {
        noteGrpc(trailers);
        super.trailers(trailers);
    }

    private void noteGrpc(FieldSection fields) {
        if ((fields.marks() & FieldMarks.GRPC_STATUS) != 0) {
            measurement.grpcStatus(Http2Answers.grpcStatus(fields));
        }
    }

    @Override
    void sentEnd() {
        state = State.ANSWERED;
        connection().earn();
        measurement.end();
    }

    @Override
    public void reset(int code) {
        if (isClosed()) {
            return;
        }
        measurement.reset(Http2Error.name(code));
        abort(code);
        recycle();
    }

    @Override
    public void lost(Refusal why) {
        detach();
        if (state == State.ANSWERING && request.isGrpc()) {
            trailers(Http2Answers.grpcTrailers(
                    loop.fields(), loop.section(), why, server().side().informational()));
            stopUpload();
        } else if (state == State.ANSWERING) {
            measurement.cut(why);
            abort(Http2Error.INTERNAL_ERROR);
            recycle();
        } else if (state == State.FORWARDED) {
            refuse(why);
        }
    }

    @Override
    public void refuse(Refusal refusal) {
        HttpSide side = server().side();
        side.errors().accept(refusal);
        loop.failures().refused(request.version(), refusal);
        measurement.refused(refusal);
        answer(Http2Answers.refused(loop.fields(), loop.section(), refusal, request.isGrpc(), side.informational()));
        if (refusal.close()) {
            server().drain();
        }
    }

    private void answer(FieldSection response) {
        state = State.ANSWERING;
        releaseEarly();
        measurement.head(Http2Answers.status(response), 0);
        noteGrpc(response);
        sendHead(response, 0, null, true);
        stopUpload();
    }

    /** The answer is complete; what else would come of the request is of no use to anybody (RFC 9113 section 8.1). */
    private void stopUpload() {
        if (!isClosed() && localEnded()) {
            abort(Http2Error.NO_ERROR);
            recycle();
        }
    }
}
