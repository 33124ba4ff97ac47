package io.reactivemesh.proxy.trace;

import java.nio.ByteBuffer;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A version byte, then fields, each behind a byte that names it: 0 the trace's 16 bytes, 1 the span's 8, 2 the flags. In base64, as gRPC
 * has binary headers: padded or not when read, not padded when written.
 */
final class GrpcFormat {

    private static final byte VERSION = 0;
    private static final byte TRACE = 0;
    private static final byte SPAN = 1;
    private static final byte FLAGS = 2;
    private static final int LENGTH = 29;

    private GrpcFormat() {}

    static @Nullable TraceContext parse(String text) {
        ByteBuffer bytes;
        try {
            bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException _) {
            return null;
        }
        if (!bytes.hasRemaining() || bytes.get() != VERSION) {
            return null;
        }
        long traceHigh = 0;
        long traceLow = 0;
        long span = 0;
        int flags = 0;
        while (bytes.hasRemaining()) {
            byte field = bytes.get();
            if (bytes.remaining() < length(field)) {
                return null;
            }
            switch (field) {
                case TRACE -> {
                    traceHigh = bytes.getLong();
                    traceLow = bytes.getLong();
                }
                case SPAN -> span = bytes.getLong();
                case FLAGS -> flags = bytes.get() & 0xFF;
                // Of a later version: nobody knows how long it is.
                default -> bytes.position(bytes.limit());
            }
        }
        return TraceContext.valid(traceHigh, traceLow, span, flags, TraceContext.Format.GRPC);
    }

    private static int length(byte field) {
        return switch (field) {
            case TRACE -> 2 * Long.BYTES;
            case SPAN -> Long.BYTES;
            case FLAGS -> 1;
            default -> 0;
        };
    }

    static String text(TraceContext context) {
        byte[] bytes = ByteBuffer.allocate(LENGTH)
                .put(VERSION)
                .put(TRACE)
                .putLong(context.traceHigh())
                .putLong(context.traceLow())
                .put(SPAN)
                .putLong(context.span())
                .put(FLAGS)
                .put((byte) context.flags())
                .array();
        return Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }
}
