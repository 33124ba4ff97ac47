package io.reactivemesh.proxy.grpc;

import io.netty.buffer.ByteBuf;
import io.reactivemesh.proxy.stack.GrpcCode;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the messages in the body of an answer, however it was cut:
 *
 * <pre>
 *   compressed: 1 byte, 0 or 1 │ length: 4 bytes, big-endian │ message
 * </pre>
 *
 * No compression is offered to servers, so a compressed message is an error. So is one that is longer than
 * {@value #MAX_MESSAGE_BYTES} bytes, before anything of it is kept. Event loop only.
 */
final class MessageReader {

    /** As other clients have it. */
    static final int MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

    static final int PREFIX_BYTES = 5;

    /** An array that has grown beyond this is given up when it is empty. */
    private static final int MAX_KEPT_BYTES = 16 * 1024;

    private static final int SMALLEST_BYTES = 512;
    private static final byte[] NOTHING = {};

    private byte[] bytes = NOTHING;
    private int from;
    private int to;
    private int offset;
    private int length;
    private @Nullable GrpcStatus error;

    /** Takes bytes over, a copy of them. */
    void add(ByteBuf in, int at, int count) {
        if (error == null) {
            reserve(count);
            in.getBytes(at, bytes, to, count);
            to += count;
        }
    }

    private void reserve(int count) {
        if (to + count > bytes.length) {
            int held = held();
            int needed = held + count;
            byte[] roomy = needed <= bytes.length
                    ? bytes
                    : new byte[Math.max(needed, Math.max(SMALLEST_BYTES, 2 * bytes.length))];
            System.arraycopy(bytes, from, roomy, 0, held);
            bytes = roomy;
            from = 0;
            to = held;
        }
    }

    /** How many bytes are here that no message was found in yet. */
    int held() {
        return to - from;
    }

    /** Steps to the next message. Returns false when it is not here as a whole, or when {@link #error} says why there is none. */
    boolean advance() {
        if (error != null || held() < PREFIX_BYTES) {
            return false;
        }
        if (bytes[from] != 0) {
            return fail(
                    new GrpcStatus(GrpcCode.INTERNAL, "message compressed (expected: as it is; nothing was offered)"));
        }
        long said = Integer.toUnsignedLong(ByteBuffer.wrap(bytes).getInt(from + 1));
        if (said > MAX_MESSAGE_BYTES) {
            return fail(new GrpcStatus(
                    GrpcCode.RESOURCE_EXHAUSTED,
                    "message of " + said + " bytes (expected: at most " + MAX_MESSAGE_BYTES + ")"));
        }
        if (held() < PREFIX_BYTES + said) {
            return false;
        }
        offset = from + PREFIX_BYTES;
        length = (int) said;
        from = offset + length;
        return true;
    }

    private boolean fail(GrpcStatus why) {
        error = why;
        release();
        return false;
    }

    /** Why no further message will be found; null = one may. */
    @Nullable
    GrpcStatus error() {
        return error;
    }

    /** Where the message lies that {@link #advance} stepped to, until something is {@link #add added}; not to be changed. */
    byte[] array() {
        return bytes;
    }

    /** Where it begins. */
    int offset() {
        return offset;
    }

    /** How long it is. */
    int length() {
        return length;
    }

    /** Gives memory back where it can. When the last message is no longer looked at. */
    void trim() {
        if (from == to) {
            from = 0;
            to = 0;
            if (bytes.length > MAX_KEPT_BYTES) {
                bytes = NOTHING;
            }
        }
    }

    /** Forgets everything that is here. */
    void release() {
        from = 0;
        to = 0;
        bytes = NOTHING;
    }

    /** A message as it is sent. */
    static byte[] framed(byte[] message) {
        byte[] framed = Arrays.copyOf(NOTHING, PREFIX_BYTES + message.length);
        ByteBuffer.wrap(framed).put((byte) 0).putInt(message.length).put(message);
        return framed;
    }
}
