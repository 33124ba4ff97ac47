package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.reactivemesh.proxy.hpack.FieldSection;
import io.reactivemesh.proxy.stack.HeadEdits;
import io.reactivemesh.proxy.stack.Measurement;
import io.reactivemesh.proxy.stack.Refusal;
import io.reactivemesh.proxy.stack.RequestHead;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1 request that goes to the endpoint's proxy as HTTP/2 and comes back as HTTP/1: what its client and its application see is
 * HTTP/1, the way between needs one connection for all.
 *
 * <p>Whatever goes wrong in HTTP/2 becomes a 502, or the end of the connection when the response has begun. Event loop only.
 */
final class UpgradedCall implements Http2Caller, Http1Exchange, Loop.Flushable {

    /** So much of a request may wait to be sent before the client is not read from. */
    private static final int MAX_GIVEN_BYTES = 64 * 1024;

    private static final byte[] VERSION = "HTTP/1.1 ".getBytes(StandardCharsets.US_ASCII);

    private final Loop loop;
    private final Http1Caller caller;
    private final Http1Head request;
    private final FieldSection head = new FieldSection();
    private final Unchunked body;
    private final Http1Head response = new Http1Head();
    private final BodyFraming responseFraming = new BodyFraming();
    private @Nullable StreamEnd stream;
    private boolean sent;
    private boolean answered;
    private boolean chunked;
    private boolean flushing;
    private boolean clientFull;
    private boolean paused;
    private boolean repeated;
    private int given;
    private int untaken;

    UpgradedCall(Loop loop, Http1Caller caller) {
        this.loop = loop;
        this.caller = caller;
        this.request = caller.input().head();
        this.body = new Unchunked(loop.fields());
        body.startRequest(request);
        translate();
    }

    private void translate() {
        RequestHead neutral = caller.request();
        String authority = neutral.authority();
        boolean absolute = request.form == Http1Head.Form.ABSOLUTE;
        ByteBuf message = caller.input().message();
        byte[] bytes = loop.scratch().copy(message, message.readerIndex(), request.length);
        boolean https = absolute && bytes[request.targetStart + "http".length()] == 's';
        head.clear(Integer.MAX_VALUE);
        head.add(loop.fields().field(":method", neutral.method()));
        head.add(loop.fields().field(":scheme", https ? "https" : "http"));
        if (authority != null) {
            head.add(loop.fields().field(":authority", authority));
        }
        head.add(loop.fields().field(":path", neutral.path()));
        int drop = HeadTranslation.NOT_IN_HTTP2 | caller.requestDrop();
        HeadTranslation.addFields(loop.fields(), bytes, request, drop, head);
        head.add(loop.fields().field(OrigProto.NAME, new OrigProto(request.minorVersion, absolute).text()));
    }

    // ---- the call, as HTTP/2 sees it
    // ---------------------------------------------------------------------------------------------

    @Override
    public RequestHead request() {
        return caller.request();
    }

    @Override
    public boolean isOpen() {
        return caller.isOpen();
    }

    @Override
    public Measurement measurement() {
        return caller.measurement();
    }

    @Override
    public void refuse(Refusal refusal) {
        caller.refuse(refusal);
    }

    @Override
    public HeadEdits edits() {
        return caller.edits();
    }

    @Override
    public FieldSection head() {
        return Http2Edits.apply(edits().ofRequest(), head, loop.fields());
    }

    @Override
    public int requestDrop() {
        return 0;
    }

    @Override
    public boolean isHead() {
        return request.method == Http1Head.Method.HEAD;
    }

    @Override
    public boolean bodiless() {
        return request.contentLength <= 0 && !request.chunked;
    }

    @Override
    public boolean mayRepeat() {
        boolean may = bodiless() && !answered && !repeated;
        repeated = true;
        return may;
    }

    @Override
    public ByteBufAllocator allocator() {
        return caller.output().allocator();
    }

    /** The endpoint's proxy says the version in a header of its own. */
    @Override
    public void answeredIn(OrigProto version) {
        throw new IllegalStateException("upgraded call: answered in HTTP/1 (expected: in HTTP/2)");
    }

    @Override
    public void attach(StreamEnd endpoint) {
        stream = endpoint;
        if (sent) {
            return;
        }
        sent = true;
        ByteBuf message = caller.input().takeMessage();
        int from = message.readerIndex() + request.length;
        if (from < message.writerIndex()) {
            give(message, from, message.writerIndex());
        }
        message.release();
        caller.attach(this);
    }

    private void give(ByteBuf bytes, int from, int end) {
        if (stream != null) {
            // Some of it may be taken while it is passed.
            int passed = body.pass(bytes, from, end, stream);
            given += passed;
            throttle();
        }
    }

    private void throttle() {
        boolean full = given > MAX_GIVEN_BYTES;
        if (full != paused) {
            paused = full;
            caller.requestWritable(!full);
        }
    }

    @Override
    public void taken(int bytes) {
        given -= bytes;
        throttle();
    }

    // ---- the endpoint, as the HTTP/1 client's connection sees it
    // -----------------------------------------------------------------

    @Override
    public void write(ByteBuf bytes) {
        give(bytes, bytes.readerIndex(), bytes.writerIndex());
        bytes.release();
    }

    @Override
    public void flush() {
        // The connection to the endpoint flushes itself when the loop is through with what it has.
    }

    @Override
    public void shutdownOutput() {
        throw new IllegalStateException("upgraded call: has no tunnel (expected: tunnels go over HTTP/1)");
    }

    @Override
    public void responseWritable(boolean writable) {
        clientFull = !writable;
        if (writable && stream != null) {
            settle(stream);
        }
    }

    /** The client's connection has room again, or will never need it: the endpoint may send as much as was held back. */
    private void settle(StreamEnd end) {
        int bytes = untaken;
        untaken = 0;
        if (bytes > 0) {
            end.taken(bytes);
        }
    }

    /** Forgets the stream and returns it. */
    private @Nullable StreamEnd leave() {
        StreamEnd end = stream;
        stream = null;
        if (end != null) {
            settle(end);
        }
        return end;
    }

    @Override
    public void abort() {
        StreamEnd end = leave();
        if (end != null) {
            end.reset(Http2Error.CANCEL);
        }
    }

    // ---- from the endpoint
    // -------------------------------------------------------------------------------------------------------

    @Override
    public void interim(FieldSection fields) {
        ByteBuf message = translate(fields, OrigProto.of(fields), Http2Answers.status(fields), false);
        if (message != null) {
            caller.output().interim(response, message);
            flushSoon();
        }
    }

    @Override
    public void respond(FieldSection fields, int status, boolean end) {
        boolean bodyless = end || isHead() || status == 204 || status == 304;
        boolean measured = (fields.marks() & KnownHeader.CONTENT_LENGTH) != 0;
        OrigProto original = OrigProto.of(fields);
        // What ended with its connection at the application does so for the client.
        boolean old = request.minorVersion == 0 || (original != null && original.minorVersion() == 0);
        chunked = !bodyless && !measured && !old;
        boolean empty = end && !measured && !isHead() && status != 204 && status != 304;
        ByteBuf message = translate(fields, original, status, empty);
        if (message == null) {
            abort();
            caller.refuse(Refusal.BAD_GATEWAY);
            return;
        }
        answered = true;
        responseFraming.startResponse(response, request.method);
        caller.respond(response, message, responseFraming);
        flushSoon();
        if (end) {
            finish();
        }
    }

    /** A response head as HTTP/1 bytes, indexed in {@link #response}; null when HTTP/1 has no such heads. */
    private @Nullable ByteBuf translate(FieldSection fields, @Nullable OrigProto original, int status, boolean empty) {
        ByteBuf out = allocator().directBuffer(512);
        out.writeBytes(VERSION);
        if (original != null && original.minorVersion() == 0) {
            out.setByte(VERSION.length - 2, '0');
        }
        out.writeCharSequence(status + " " + Http1Answers.reason(status) + "\r\n", StandardCharsets.US_ASCII);
        HeadTranslation.writeLines(fields, KnownHeader.L5D_ORIG_PROTO, out);
        if (chunked) {
            out.writeCharSequence("transfer-encoding: chunked\r\n", StandardCharsets.US_ASCII);
        } else if (empty) {
            out.writeCharSequence("content-length: 0\r\n", StandardCharsets.US_ASCII);
        }
        out.writeCharSequence("\r\n", StandardCharsets.US_ASCII);
        int length = Buffers.parse(HeadParser.ofResponses(response), loop.scratch(), out);
        if (length != out.readableBytes()) {
            out.release();
            return null;
        }
        return out;
    }

    @Override
    public void data(ByteBuf in, int from, int length, boolean end) {
        caller.measurement().responseFrame(length);
        ByteBuf piece = Chunks.piece(allocator(), in, from, length, chunked, end);
        write(piece, length);
        if (end) {
            finish();
        }
    }

    private void write(ByteBuf piece, int length) {
        caller.output().write(piece);
        flushSoon();
        if (clientFull) {
            untaken += length;
        } else if (stream != null && length > 0) {
            stream.taken(length);
        }
    }

    @Override
    public void trailers(FieldSection trailers) {
        if (chunked) {
            write(Chunks.trailers(allocator(), trailers), 0);
        }
        finish();
    }

    /** The response is complete. What is still to come of the request is of no use to anybody. */
    private void finish() {
        StreamEnd end = leave();
        if (end != null && !body.done()) {
            end.reset(Http2Error.NO_ERROR);
        }
        caller.respondEnd();
    }

    @Override
    public void detach() {
        var _ = leave();
    }

    @Override
    public void reset(int code) {
        lost(Refusal.BAD_GATEWAY);
    }

    @Override
    public void lost(Refusal why) {
        var _ = leave();
        if (answered) {
            caller.respondAborted();
        } else {
            caller.refuse(why);
        }
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
        caller.output().flush();
    }
}
