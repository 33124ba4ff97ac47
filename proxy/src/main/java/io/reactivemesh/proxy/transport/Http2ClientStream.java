package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.reactivemesh.proxy.hpack.FieldSection;
import io.reactivemesh.proxy.stack.Refusal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A request to an endpoint, on a stream of a connection that many share. Event loop only. */
final class Http2ClientStream extends Http2Stream {

    private @Nullable StreamCaller caller;
    private boolean answered;
    private boolean isHead;

    private Http2ClientConnection client() {
        return (Http2ClientConnection) connection();
    }

    /** Sends a call's head and gives the call this stream. */
    void send(Http2ClientConnection connection, int id, StreamCaller call) {
        caller = call;
        answered = false;
        isHead = call.isHead();
        open(connection, id);
        join(call);
        boolean end = call.bodiless();
        sendHead(call.head(), call.requestDrop(), null, end);
        call.attach(this);
    }

    /** The endpoint has not looked at this request and will not. Returns the call, which no longer knows this stream. */
    StreamCaller takeBack() {
        StreamCaller call = Objects.requireNonNull(caller);
        var _ = leave();
        call.detach();
        recycle();
        return call;
    }

    @Override
    FieldSection section() {
        return connection().loop.section();
    }

    @Override
    void receiveHeaders(FieldSection fields, boolean end) {
        StreamCaller call = Objects.requireNonNull(caller);
        if (answered) {
            receiveTrailers(call, fields, end);
            return;
        }
        if (!Http2Response.isLegal(fields)) {
            fail(Http2Error.PROTOCOL_ERROR);
            return;
        }
        int status = Http2Answers.status(fields);
        if (status < 200) {
            if (end || status == 101) {
                fail(Http2Error.PROTOCOL_ERROR);
            } else {
                call.interim(fields);
            }
            return;
        }
        answered = true;
        if (!isHead && status != 304 && status != 204) {
            expectBody(Http2Response.contentLength(fields));
        }
        if (end && !endRemote()) {
            fail(Http2Error.PROTOCOL_ERROR);
            return;
        }
        call.respond(fields, status, end);
        closeIfEnded();
    }

    private void receiveTrailers(StreamCaller call, FieldSection trailers, boolean end) {
        boolean legal = end
                && !trailers.overflowed()
                && (trailers.marks() & (FieldMarks.ILLEGAL | FieldMarks.PSEUDO)) == 0
                && endRemote();
        if (!legal) {
            fail(Http2Error.PROTOCOL_ERROR);
            return;
        }
        call.trailers(trailers);
        closeIfEnded();
    }

    @Override
    void pass(ByteBuf in, int from, int length, boolean end) {
        StreamEnd call = other();
        if (call == null) {
            taken(length);
        } else if (answered) {
            call.data(in, from, length, end);
        } else {
            taken(length);
            fail(Http2Error.PROTOCOL_ERROR);
        }
    }

    @Override
    void wasReset(@Nullable StreamEnd end, int code) {
        if (end != null) {
            end.reset(code);
        }
    }

    @Override
    void failed(@Nullable StreamEnd end) {
        lost(end);
    }

    @Override
    void wasLost(@Nullable StreamEnd end) {
        lost(end);
    }

    private void lost(@Nullable StreamEnd end) {
        if (end != null && caller != null) {
            caller.lost(client().placed(Refusal.BAD_GATEWAY));
        }
    }

    @Override
    public void reset(int code) {
        if (!isClosed()) {
            abort(code);
            recycle();
        }
    }

    @Override
    void recycle() {
        caller = null;
        client().loop.streams().spare(this);
    }
}
