package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.reactivemesh.proxy.hpack.Field;
import io.reactivemesh.proxy.hpack.FieldSection;
import io.reactivemesh.proxy.stack.HeadEdits;
import io.reactivemesh.proxy.stack.Measurement;
import io.reactivemesh.proxy.stack.Refusal;
import io.reactivemesh.proxy.stack.RequestHead;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A request that was HTTP/1 before a peer's proxy put it into HTTP/2, on its way to an application that is to see HTTP/1: the opposite
 * of {@link UpgradedCall}.
 *
 * <p>The request is written as HTTP/1 and read like one that a client has sent, so that the strictness of {@link HeadParser} holds for
 * it too, and everything below it is what HTTP/1 clients use. Event loop only.
 */
final class DowngradedCall implements Http1Caller, Http1Reply, StreamEnd, Loop.Flushable {

    /** So much of a response may wait to be sent before the application is not read from. */
    private static final int MAX_GIVEN_BYTES = 64 * 1024;

    private static final Refusal UNSPEAKABLE = new Refusal(400, "request cannot be HTTP/1", false, "unexpected");

    private final Loop loop;
    private final ByteBufAllocator allocator;
    private final Http2Caller caller;
    private final OrigProto original;
    private final Http1Input input;
    private final Measurement unobserved;
    private final Unchunked body;
    private final FieldSection fields = new FieldSection();
    private @Nullable Http1Exchange exchange;
    private boolean chunked;
    private boolean attached;
    private boolean answered;
    private boolean ended;
    private boolean gone;
    private boolean flushing;
    private boolean applicationFull;
    private boolean paused;
    private int given;
    private int untaken;

    DowngradedCall(Loop loop, Http2Caller caller, OrigProto original) {
        this.loop = loop;
        this.allocator = caller.allocator();
        this.caller = caller;
        this.original = original;
        this.input = new Http1Input(loop.scratch());
        this.unobserved = new Measurement(loop.clock());
        this.body = new Unchunked(loop.fields());
    }

    /** Writes the request as HTTP/1. Returns false, and refuses the call, when there is no such request in HTTP/1. */
    boolean translate() {
        FieldSection head = caller.head();
        boolean measured = (head.marks() & KnownHeader.CONTENT_LENGTH) != 0;
        chunked = !caller.bodiless() && !measured && original.minorVersion() == 1;
        ByteBuf out = allocator.directBuffer(512);
        writeRequestLine(head, out);
        boolean named = (head.marks() & KnownHeader.HOST) != 0;
        String authority = caller.request().authority();
        if (!named && original.minorVersion() == 1 && authority != null) {
            out.writeCharSequence("host: " + authority + "\r\n", StandardCharsets.ISO_8859_1);
        }
        HeadTranslation.writeLines(head, caller.requestDrop(), out);
        out.writeCharSequence(chunked ? "transfer-encoding: chunked\r\n\r\n" : "\r\n", StandardCharsets.US_ASCII);
        input.keep(allocator, out);
        boolean legal = input.next() == Http1Input.Front.REQUEST
                && !input.hasUnread()
                && (caller.bodiless() || measured || chunked);
        if (!legal) {
            input.release();
            caller.refuse(UNSPEAKABLE);
        }
        return legal;
    }

    private void writeRequestLine(FieldSection head, ByteBuf out) {
        RequestHead request = caller.request();
        String authority = request.authority();
        out.writeCharSequence(request.method() + " ", StandardCharsets.ISO_8859_1);
        if (original.absoluteForm() && authority != null) {
            out.writeCharSequence(scheme(head) + "://" + authority, StandardCharsets.ISO_8859_1);
        }
        out.writeCharSequence(
                request.path() + " HTTP/1." + original.minorVersion() + "\r\n", StandardCharsets.ISO_8859_1);
    }

    private static String scheme(FieldSection head) {
        for (int i = 0; i < head.count(); i++) {
            Field field = head.get(i);
            if ((field.marks() & FieldMarks.SCHEME) != 0) {
                return field.text();
            }
        }
        return "http";
    }

    // ---- the call, as HTTP/1 sees it
    // ---------------------------------------------------------------------------------------------

    @Override
    public RequestHead request() {
        return caller.request();
    }

    /** What is to be changed in the heads has been, or will be, where they are HTTP/2. */
    @Override
    public HeadEdits edits() {
        return caller.edits();
    }

    @Override
    public boolean isOpen() {
        return attached ? !answered && !gone : caller.isOpen();
    }

    /** The stream that was asked measures; whoever is asked here is not to count a second time. */
    @Override
    public Measurement measurement() {
        return unobserved;
    }

    @Override
    public void refuse(Refusal refusal) {
        input.release();
        exchange = null;
        if (attached) {
            caller.lost(refusal);
        } else {
            caller.refuse(refusal);
        }
    }

    @Override
    public Http1Input input() {
        return input;
    }

    @Override
    public Http1Reply output() {
        return this;
    }

    @Override
    public int requestDrop() {
        return 0;
    }

    @Override
    public ByteBuf takeRequest() {
        return input.takeMessage();
    }

    @Override
    public void attach(Http1Exchange endpoint) {
        exchange = endpoint;
        if (!attached) {
            attached = true;
            caller.attach(this);
        }
    }

    @Override
    public boolean flushesLater() {
        return false;
    }

    @Override
    public void requestWritable(boolean writable) {
        applicationFull = !writable;
        if (writable) {
            settle();
        }
    }

    private void settle() {
        int bytes = untaken;
        untaken = 0;
        if (bytes > 0) {
            caller.taken(bytes);
        }
    }

    // ---- from the client's stream
    // ------------------------------------------------------------------------------------------------

    @Override
    public void data(ByteBuf in, int from, int length, boolean end) {
        send(Chunks.piece(allocator, in, from, length, chunked, end), length);
    }

    @Override
    public void trailers(FieldSection trailers) {
        if (chunked) {
            send(Chunks.trailers(allocator, trailers), 0);
        }
    }

    /** Sends a piece of the request's body; the input keeps track of where it ends. */
    private void send(ByteBuf piece, int length) {
        Http1Exchange endpoint = exchange;
        ByteBuf part = input.body(piece);
        if (endpoint == null || part == null) {
            if (part != null) {
                part.release();
            }
        } else {
            endpoint.write(part);
            flushSoon();
        }
        if (applicationFull && endpoint != null) {
            untaken += length;
        } else if (length > 0) {
            caller.taken(length);
        }
    }

    @Override
    public void taken(int bytes) {
        given -= bytes;
        throttle();
    }

    private void throttle() {
        boolean full = given > MAX_GIVEN_BYTES;
        if (full != paused && exchange != null) {
            paused = full;
            exchange.responseWritable(!full);
        }
    }

    @Override
    public void reset(int code) {
        Http1Exchange endpoint = exchange;
        gone = true;
        exchange = null;
        input.release();
        settle();
        if (endpoint != null) {
            endpoint.abort();
        }
    }

    @Override
    public void detach() {
        settle();
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
        if (exchange != null) {
            exchange.flush();
        }
    }

    // ---- from the application
    // ----------------------------------------------------------------------------------------------------

    @Override
    public ByteBufAllocator allocator() {
        return allocator;
    }

    @Override
    public void interim(Http1Head response, ByteBuf interim) {
        translate(response, interim);
        interim.release();
        caller.interim(fields);
    }

    @Override
    public void respond(Http1Head response, ByteBuf message, BodyFraming framing) {
        body.startResponse(response, input.head().method);
        ended = body.done();
        translate(response, message);
        answered = true;
        caller.answeredIn(new OrigProto(response.minorVersion, false));
        caller.respond(fields, response.status, ended);
        pass(message, message.readerIndex() + response.length);
    }

    private void translate(Http1Head response, ByteBuf message) {
        byte[] bytes = loop.scratch().copy(message, message.readerIndex(), response.length);
        fields.clear(Integer.MAX_VALUE);
        fields.add(loop.fields().field(":status", Integer.toString(response.status)));
        int drop = HeadTranslation.NOT_IN_HTTP2 | KnownHeader.L5D_ORIG_PROTO;
        HeadTranslation.addFields(loop.fields(), bytes, response, drop, fields);
    }

    @Override
    public void write(ByteBuf bytes) {
        pass(bytes, bytes.readerIndex());
    }

    private void pass(ByteBuf bytes, int from) {
        if (!ended && from < bytes.writerIndex()) {
            // Some of it may be taken while it is passed.
            int passed = body.pass(bytes, from, bytes.writerIndex(), caller);
            given += passed;
            ended = body.done();
            throttle();
        }
        bytes.release();
    }

    @Override
    public void respondEnd() {
        exchange = null;
        input.release();
        settle();
        if (!ended) {
            ended = true;
            caller.data(Unpooled.EMPTY_BUFFER, 0, 0, true);
        }
    }

    @Override
    public void respondAborted() {
        exchange = null;
        input.release();
        settle();
        caller.lost(Refusal.BAD_GATEWAY);
    }

    @Override
    public void flush() {
        // The client's connection flushes itself when the loop is through with what it has.
    }

    @Override
    public void shutdown() {
        throw new IllegalStateException("downgraded call: has no tunnel (expected: tunnels go over HTTP/1)");
    }
}
