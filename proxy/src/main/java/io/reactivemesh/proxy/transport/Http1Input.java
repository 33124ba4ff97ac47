package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a client has sent on an HTTP/1 connection: cuts one request after the other off the front of the bytes.
 *
 * <p>Holds two buffers: the request at hand until its endpoint takes it, and what nobody has looked at yet. Event loop only.
 */
final class Http1Input {

    /** What is at the front of the unread bytes. */
    enum Front {
        /** No whole head. */
        NOTHING,
        /** A request; its head and what has come of its body are the {@link #message}. */
        REQUEST,
        /** Something that is not served. */
        REFUSED
    }

    private final Scratch scratch;
    private final Http1Head head = new Http1Head();
    private final HeadParser parser = HeadParser.ofRequests(head);
    private final BodyFraming body = new BodyFraming();
    private final Http1Request request = new Http1Request(head);
    private @Nullable ByteBuf unread;
    private @Nullable ByteBuf message;
    private int bodyBytes;

    Http1Input(Scratch scratch) {
        this.scratch = scratch;
    }

    /** The index of the present request. */
    Http1Head head() {
        return head;
    }

    /** The neutral view of the present request. */
    Http1Request request() {
        return request;
    }

    /** Whether there are bytes behind the present request. */
    boolean hasUnread() {
        return unread != null;
    }

    /** Keeps bytes for later. */
    void keep(ByteBufAllocator allocator, ByteBuf in) {
        unread = Buffers.join(allocator, unread, in);
    }

    /** Looks for the next request; only when the one before has been dealt with. */
    Front next() {
        ByteBuf bytes = unread;
        if (bytes == null || !skipBlankLines(bytes)) {
            releaseUnread();
            return Front.NOTHING;
        }
        int length = Buffers.parse(parser, scratch, bytes);
        if (length == HeadParser.MORE) {
            return Front.NOTHING;
        }
        if (length == HeadParser.REFUSED) {
            return Front.REFUSED;
        }
        body.startRequest(head);
        int taken = body.take(bytes, bytes.readerIndex() + length, bytes.writerIndex());
        if (taken == BodyFraming.MALFORMED) {
            return Front.REFUSED;
        }
        bodyBytes = taken;
        cut(bytes, length + taken);
        return Front.REQUEST;
    }

    private void cut(ByteBuf bytes, int length) {
        ByteBuf whole = bytes;
        if (length == bytes.readableBytes()) {
            unread = null;
        } else {
            whole = bytes.readRetainedSlice(length);
        }
        message = whole;
        request.show(whole);
    }

    /** Passes over empty lines in front of a request (RFC 9112 section 2.2); false when nothing else is there. */
    private static boolean skipBlankLines(ByteBuf bytes) {
        while (bytes.isReadable()) {
            byte first = bytes.getByte(bytes.readerIndex());
            if (first != '\r' && first != '\n') {
                return true;
            }
            bytes.skipBytes(1);
        }
        return false;
    }

    /** How much of the present request's body came with its head. */
    int bodyBytes() {
        return bodyBytes;
    }

    /** Whether the present request's body is complete. */
    boolean complete() {
        return body.done();
    }

    /**
     * Takes what belongs to the present request's body; the rest is kept unread.
     *
     * @param in owned by this method
     * @return owned by the caller; null when the chunked framing is broken
     */
    @Nullable
    ByteBuf body(ByteBuf in) {
        int taken = body.take(in, in.readerIndex(), in.writerIndex());
        if (taken == BodyFraming.MALFORMED) {
            in.release();
            return null;
        }
        if (taken == in.readableBytes()) {
            return in;
        }
        unread = in;
        return in.readRetainedSlice(taken);
    }

    /** Adds body bytes to a request that its endpoint has not taken yet. */
    void hold(ByteBufAllocator allocator, ByteBuf part) {
        message = Buffers.join(allocator, message, part);
        request.show(message);
    }

    /** The present request as received so far, still held here. */
    ByteBuf message() {
        return Objects.requireNonNull(message);
    }

    /** The present request as received so far, owned by the caller from here on. */
    ByteBuf takeMessage() {
        ByteBuf taken = message();
        message = null;
        request.show(null);
        return taken;
    }

    /** The unread bytes, owned by the caller from here on; null when there are none. */
    @Nullable
    ByteBuf takeUnread() {
        ByteBuf taken = unread;
        unread = null;
        return taken;
    }

    /** Forgets the present request, so that {@link #next} looks for another. */
    void finished() {
        parser.reset();
    }

    void dropMessage() {
        request.show(null);
        if (message != null) {
            message.release();
            message = null;
        }
    }

    private void releaseUnread() {
        if (unread != null) {
            unread.release();
            unread = null;
        }
    }

    void release() {
        dropMessage();
        releaseUnread();
    }
}
