package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.reactivemesh.proxy.hpack.FieldCache;
import io.reactivemesh.proxy.hpack.FieldSection;
import io.reactivemesh.proxy.transport.Http1Head.Method;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Takes an HTTP/1 body out of its framing and passes what it carries to a stream: the opposite of {@link Chunks}. Reused for each
 * message; event loop only.
 */
final class Unchunked implements BodyFraming.Payload {

    private static final int NONE = -1;

    private final FieldCache cache;
    private final BodyFraming framing = new BodyFraming();
    private byte[] lines = {};
    private int lineBytes;
    private int pieceFrom = NONE;
    private int pieceLength;
    private int passed;
    private @Nullable ByteBuf bytes;
    private @Nullable StreamEnd to;

    Unchunked(FieldCache cache) {
        this.cache = cache;
    }

    void startRequest(Http1Head head) {
        framing.startRequest(head);
        lineBytes = 0;
    }

    void startResponse(Http1Head head, Method method) {
        framing.startResponse(head, method);
        lineBytes = 0;
    }

    /** Whether everything has been passed. */
    boolean done() {
        return framing.done();
    }

    /**
     * Passes on what the bytes from index {@code from} to {@code end} carry; the framing has been found to be in order.
     *
     * @param in stays the caller's
     * @return how many bytes of the body there were
     */
    int pass(ByteBuf in, int from, int end, StreamEnd stream) {
        boolean already = framing.done();
        passed = 0;
        bytes = in;
        to = stream;
        int _ = framing.take(in, from, end, this);
        boolean complete = framing.done() && !already;
        if (complete && lineBytes > 1) {
            flushPiece(stream, false);
            FieldSection trailers = new FieldSection();
            trailers.clear(Integer.MAX_VALUE);
            HeadTranslation.addTrailers(cache, lines, lineBytes, trailers);
            stream.trailers(trailers);
        } else if (pieceFrom != NONE) {
            flushPiece(stream, complete);
        } else if (complete) {
            stream.data(Unpooled.EMPTY_BUFFER, 0, 0, true);
        }
        bytes = null;
        to = null;
        return passed;
    }

    /** A piece waits for the next one: the last is to say that it is. */
    @Override
    public void bytes(int from, int length) {
        if (to != null) {
            flushPiece(to, false);
        }
        pieceFrom = from;
        pieceLength = length;
        passed += length;
    }

    private void flushPiece(StreamEnd stream, boolean end) {
        if (pieceFrom != NONE && bytes != null) {
            int from = pieceFrom;
            pieceFrom = NONE;
            stream.data(bytes, from, pieceLength, end);
        }
    }

    @Override
    public void trailer(byte b) {
        if (lineBytes == lines.length) {
            lines = Arrays.copyOf(lines, Math.max(256, lines.length * 2));
        }
        lines[lineBytes++] = b;
    }
}
