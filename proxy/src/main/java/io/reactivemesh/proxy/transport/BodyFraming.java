package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.reactivemesh.proxy.transport.Http1Head.Method;

/**
 * Finds where an HTTP/1 message body ends while its bytes pass by untouched (RFC 9112 sections 6 and 7).
 *
 * <pre>
 *   NONE ─ no byte belongs to the body          LENGTH ─ counts down
 *   UNTIL_EOF ─ everything belongs to it        CHUNKED ─ SIZE → (EXTENSION) → SIZE_LF → DATA → DATA_CR → DATA_LF → SIZE …
 *                                                         size 0: SIZE_LF → TRAILER_START → (TRAILER → TRAILER_LF)* → END_LF
 * </pre>
 *
 * Chunked framing is followed, not rewritten: chunk extensions and trailers cross the hop verbatim. One instance per
 * connection side, reused for each message; event loop only.
 */
final class BodyFraming {

    private enum Mode {
        NONE,
        LENGTH,
        CHUNKED,
        UNTIL_EOF
    }

    private enum Chunk {
        SIZE,
        EXTENSION,
        SIZE_LF,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILER_START,
        TRAILER,
        TRAILER_LF,
        END_LF,
        END
    }

    /** Told of what the framing carries. */
    interface Payload {

        /** Nobody is told. */
        Payload NOBODY = new Payload() {
            @Override
            public void bytes(int from, int length) {}

            @Override
            public void trailer(byte b) {}
        };

        /** Bytes of the body, by their place in the buffer that was handed to {@link #take}. */
        void bytes(int from, int length);

        /** A byte of the trailer lines, line ends included. */
        void trailer(byte b);
    }

    /** Returned by {@link #take} when the chunked framing is broken. */
    static final int MALFORMED = -1;

    private static final int MAX_SIZE_DIGITS = 15;
    private static final int MAX_TRAILER_BYTES = HeadParser.MAX_HEAD_BYTES;

    private Mode mode = Mode.NONE;
    private Chunk chunk = Chunk.SIZE;
    private long remaining;
    private int digits;
    private int lineBytes;

    /** Starts on the body of a request. A request without framing has no body. */
    void startRequest(Http1Head head) {
        if (head.chunked) {
            startChunked();
        } else {
            startLength(Math.max(0, head.contentLength));
        }
    }

    /**
     * Starts on the body of a final response (RFC 9112 section 6.3).
     *
     * @param to the method of the request that it answers
     */
    void startResponse(Http1Head head, Method to) {
        if (to == Method.HEAD || head.status == 204 || head.status == 304 || head.status < 200) {
            mode = Mode.NONE;
        } else if (head.chunked) {
            startChunked();
        } else if (head.contentLength >= 0) {
            startLength(head.contentLength);
        } else {
            mode = Mode.UNTIL_EOF;
        }
    }

    private void startLength(long length) {
        mode = length == 0 ? Mode.NONE : Mode.LENGTH;
        remaining = length;
    }

    private void startChunked() {
        mode = Mode.CHUNKED;
        startSize();
    }

    /** Whether the body is complete. A body until the end of the stream never is by itself. */
    boolean done() {
        return mode == Mode.NONE;
    }

    /** Whether the end of the stream is the end of this body. */
    boolean untilEof() {
        return mode == Mode.UNTIL_EOF;
    }

    /**
     * Takes what belongs to the body.
     *
     * @param bytes looked at, not changed
     * @param from index of the first byte to look at
     * @param to end index
     * @return how many bytes from {@code from} on belong to the body, or {@link #MALFORMED}
     */
    int take(ByteBuf bytes, int from, int to) {
        return take(bytes, from, to, Payload.NOBODY);
    }

    /** As the other {@link #take}, and tells {@code payload} what it has found, in order. */
    int take(ByteBuf bytes, int from, int to, Payload payload) {
        return switch (mode) {
            case NONE -> 0;
            case UNTIL_EOF -> takeAll(from, to - from, payload);
            case LENGTH -> takeAll(from, takeLength(to - from), payload);
            case CHUNKED -> takeChunks(bytes, from, to, payload);
        };
    }

    private static int takeAll(int from, int length, Payload payload) {
        if (length > 0) {
            payload.bytes(from, length);
        }
        return length;
    }

    private int takeLength(int available) {
        int taken = (int) Math.min(available, remaining);
        remaining -= taken;
        if (remaining == 0) {
            mode = Mode.NONE;
        }
        return taken;
    }

    private int takeChunks(ByteBuf bytes, int from, int to, Payload payload) {
        int at = from;
        while (at < to) {
            if (chunk == Chunk.DATA) {
                int taken = (int) Math.min(to - at, remaining);
                payload.bytes(at, taken);
                remaining -= taken;
                at += taken;
                if (remaining == 0) {
                    chunk = Chunk.DATA_CR;
                }
            } else {
                byte b = bytes.getByte(at++);
                chunk = step(b);
                if (chunk == Chunk.TRAILER || chunk == Chunk.TRAILER_LF || chunk == Chunk.TRAILER_START) {
                    payload.trailer(b);
                }
                if (chunk == Chunk.END) {
                    mode = Mode.NONE;
                    return at - from;
                }
                if (lineBytes > MAX_TRAILER_BYTES) {
                    return MALFORMED;
                }
            }
        }
        return at - from;
    }

    /** One byte of framing. Anything unexpected trips the line limit, so that one check sees both. */
    private Chunk step(byte b) {
        lineBytes++;
        return switch (chunk) {
            case SIZE -> size(b);
            case EXTENSION -> b == '\r' ? Chunk.SIZE_LF : text(b, Chunk.EXTENSION);
            case SIZE_LF -> b == '\n' ? afterSize() : malformed();
            case DATA_CR -> b == '\r' ? Chunk.DATA_LF : malformed();
            case DATA_LF -> b == '\n' ? startSize() : malformed();
            case TRAILER_START -> b == '\r' ? Chunk.END_LF : Ascii.isToken(b) ? Chunk.TRAILER : malformed();
            case TRAILER -> b == '\r' ? Chunk.TRAILER_LF : text(b, Chunk.TRAILER);
            case TRAILER_LF -> b == '\n' ? Chunk.TRAILER_START : malformed();
            case END_LF -> b == '\n' ? Chunk.END : malformed();
            case DATA, END -> malformed();
        };
    }

    private Chunk size(byte b) {
        int digit = Character.digit(b, 16);
        if (digit >= 0) {
            remaining = remaining * 16 + digit;
            return ++digits > MAX_SIZE_DIGITS ? malformed() : Chunk.SIZE;
        }
        if (digits == 0) {
            return malformed();
        }
        return b == '\r' ? Chunk.SIZE_LF : b == ';' || b == ' ' || b == '\t' ? Chunk.EXTENSION : malformed();
    }

    private Chunk startSize() {
        chunk = Chunk.SIZE;
        remaining = 0;
        digits = 0;
        lineBytes = 0;
        return Chunk.SIZE;
    }

    private Chunk afterSize() {
        lineBytes = 0;
        return remaining == 0 ? Chunk.TRAILER_START : Chunk.DATA;
    }

    private Chunk text(byte b, Chunk same) {
        return Ascii.isValue(b) ? same : malformed();
    }

    private Chunk malformed() {
        lineBytes = MAX_TRAILER_BYTES + 1;
        return chunk;
    }
}
