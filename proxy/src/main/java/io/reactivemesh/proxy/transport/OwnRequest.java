package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.reactivemesh.proxy.balance.Balancer;
import io.reactivemesh.proxy.hpack.FieldSection;
import io.reactivemesh.proxy.stack.Refusal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request over HTTP/2 that the proxy makes itself, instead of passing it on: its body is there from the start, its response goes to a
 * {@link Reader}. It may be sent again for as long as no endpoint has looked at it. Event loop only.
 */
public final class OwnRequest implements StreamCaller {

    /** Takes a response. Once {@link #end}, {@link #reset} or {@link #lost} was called, or the request cancelled, nothing follows. */
    public interface Reader {

        /**
         * The final response begins.
         *
         * @param head valid during the call
         * @param end whether it is its head alone; nothing follows then
         */
        void head(FieldSection head, int status, boolean end);

        /**
         * Bytes of the body. The endpoint may send as many again once they are {@link OwnRequest#took taken}.
         *
         * @param in holds them from index {@code from} on; not the reader's
         */
        void data(ByteBuf in, int from, int length);

        /**
         * The response is complete.
         *
         * @param trailers valid during the call; null = there are none
         */
        void end(@Nullable FieldSection trailers);

        /**
         * The endpoint has reset the stream.
         *
         * @param error the name of the error (RFC 9113 section 7)
         */
        void reset(String error);

        /** The connection has gone, or there will be none. */
        void lost(String why);

        /** No stream was opened, so that the request may be sent elsewhere. */
        void refused();
    }

    private final FieldSection head = new FieldSection();
    private final byte[] body;
    private final Reader reader;
    private @Nullable StreamEnd stream;
    private Balancer.@Nullable Entry<?> entry;
    private long started;
    private int sent;
    private int untaken;
    private boolean answered;
    private boolean repeated;
    private boolean over;

    /**
     * Creates a request that is not sent yet: a POST in plaintext.
     *
     * @param fields names in small letters, each with its value, in the order in which they are sent
     * @param body kept until the request is over, and not to be changed
     */
    public OwnRequest(
            Loop loop, String authority, String path, Map<String, String> fields, byte[] body, Reader reader) {
        this.body = body;
        this.reader = reader;
        head.clear(Integer.MAX_VALUE);
        head.add(loop.fields().field(":method", "POST"));
        head.add(loop.fields().field(":scheme", "http"));
        head.add(loop.fields().field(":path", path));
        head.add(loop.fields().field(":authority", authority));
        fields.forEach((name, value) -> head.add(loop.fields().field(name, value)));
    }

    /** A balancer has chosen where this goes, and is told how long the answer takes. */
    public void balanced(Balancer.Entry<?> chosen) {
        measured(false);
        entry = chosen;
        started = chosen.start();
    }

    private void measured(boolean well) {
        Balancer.@Nullable Entry<?> measuring = entry;
        entry = null;
        if (measuring != null && well) {
            measuring.firstByte(started);
        } else if (measuring != null) {
            measuring.abandon(started);
        }
    }

    /** The reader has no need any more to hold so many bytes of the body back. */
    public void took(int bytes) {
        if (stream != null && bytes > 0) {
            untaken -= bytes;
            stream.taken(bytes);
        }
    }

    /** Nobody wants the response any more; its reader hears nothing of it. Idempotent. */
    public void cancel() {
        if (!over) {
            StreamEnd end = finish(false);
            if (end != null) {
                end.reset(Http2Error.CANCEL);
            }
        }
    }

    /** Ends a request that has no stream. */
    public void fail(String why) {
        if (!over) {
            var _ = finish(false);
            reader.lost(why);
        }
    }

    /** Ends the exchange on this side. Returns the stream, which is no longer known here. */
    private @Nullable StreamEnd finish(boolean well) {
        over = true;
        measured(well);
        return leave();
    }

    private @Nullable StreamEnd leave() {
        StreamEnd end = stream;
        stream = null;
        int bytes = untaken;
        untaken = 0;
        if (end != null && bytes > 0) {
            end.taken(bytes);
        }
        return end;
    }

    // ---- what is sent

    @Override
    public boolean isOpen() {
        return !over && stream == null;
    }

    @Override
    public FieldSection head() {
        return head;
    }

    @Override
    public int requestDrop() {
        return 0;
    }

    @Override
    public boolean isHead() {
        return false;
    }

    @Override
    public boolean bodiless() {
        return body.length == 0;
    }

    @Override
    public void attach(StreamEnd endpoint) {
        stream = endpoint;
        sent = 0;
        if (body.length > 0) {
            endpoint.data(Unpooled.wrappedBuffer(body), 0, body.length, true);
        }
    }

    @Override
    public void taken(int bytes) {
        sent += bytes;
    }

    @Override
    public boolean mayRepeat() {
        boolean may = !answered && !repeated && !over;
        repeated = true;
        return may;
    }

    @Override
    public void refuse(Refusal refusal) {
        measured(false);
        if (!over) {
            reader.refused();
        }
    }

    // ---- what comes

    @Override
    public void interim(FieldSection response) {
        // Says nothing about the final response.
    }

    @Override
    public void respond(FieldSection response, int status, boolean end) {
        answered = true;
        measured(true);
        if (end) {
            complete();
        }
        reader.head(response, status, end);
    }

    @Override
    public void data(ByteBuf in, int from, int length, boolean end) {
        untaken += length;
        if (length > 0) {
            reader.data(in, from, length);
        }
        if (end && !over) {
            complete();
            reader.end(null);
        }
    }

    @Override
    public void trailers(FieldSection trailers) {
        complete();
        reader.end(trailers);
    }

    /** The response has ended. What is still to be sent of the request is of no use to anybody. */
    private void complete() {
        StreamEnd end = finish(true);
        if (end != null && sent < body.length) {
            end.reset(Http2Error.NO_ERROR);
        }
    }

    @Override
    public void reset(int code) {
        if (!over) {
            var _ = finish(false);
            reader.reset(Http2Error.name(code));
        }
    }

    @Override
    public void lost(Refusal why) {
        fail(why.message());
    }

    @Override
    public void detach() {
        var _ = leave();
    }
}
