package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.reactivemesh.proxy.hpack.FieldSection;
import java.nio.charset.StandardCharsets;

/** Writes bodies that come from HTTP/2 as HTTP/1 wants them: in chunks, or as they are (RFC 9112 section 7.1). */
final class Chunks {

    private static final byte[] LAST = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_FRAMING_BYTES = 32;

    private Chunks() {}

    /**
     * A piece of a body.
     *
     * @param in holds the bytes from index {@code from} on; stays the caller's
     * @param chunked whether the message's head has announced chunks
     * @param end whether the body ends with it
     * @return owned by the caller; may be empty
     */
    static ByteBuf piece(ByteBufAllocator allocator, ByteBuf in, int from, int length, boolean chunked, boolean end) {
        ByteBuf out = allocator.directBuffer(length + MAX_FRAMING_BYTES);
        if (chunked && length > 0) {
            out.writeCharSequence(Integer.toHexString(length), StandardCharsets.US_ASCII);
            out.writeByte('\r').writeByte('\n');
        }
        out.writeBytes(in, from, length);
        if (chunked && length > 0) {
            out.writeByte('\r').writeByte('\n');
        }
        if (chunked && end) {
            out.writeBytes(LAST);
        }
        return out;
    }

    /** The end of a chunked body, with trailers. */
    static ByteBuf trailers(ByteBufAllocator allocator, FieldSection trailers) {
        ByteBuf out = allocator.directBuffer(256);
        out.writeByte('0').writeByte('\r').writeByte('\n');
        HeadTranslation.writeLines(trailers, KnownHeader.FRAMING, out);
        out.writeByte('\r').writeByte('\n');
        return out;
    }
}
