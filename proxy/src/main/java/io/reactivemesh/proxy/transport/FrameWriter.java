package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.reactivemesh.proxy.hpack.BlockBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the frames of one direction of an HTTP/2 connection, many into one buffer: what an event loop has for a connection leaves in
 * one call of the system.
 *
 * <p>Large bodies are not copied, their bytes go out behind the buffer as they came. Event loop only.
 */
final class FrameWriter {

    private static final int CHUNK_BYTES = 8 * 1024;

    /** Up to here copying is cheaper than one more buffer. */
    private static final int MAX_COPIED_BYTES = 2 * 1024;

    private final ByteBufAllocator allocator;
    private final Consumer<ByteBuf> output;
    private @Nullable ByteBuf chunk;

    /**
     * Creates a writer.
     *
     * @param output takes over buffers, in order
     */
    FrameWriter(ByteBufAllocator allocator, Consumer<ByteBuf> output) {
        this.allocator = allocator;
        this.output = output;
    }

    private ByteBuf reserve(int bytes) {
        ByteBuf present = chunk;
        if (present != null && present.maxFastWritableBytes() >= bytes) {
            return present;
        }
        flush();
        ByteBuf fresh = allocator.directBuffer(Math.max(CHUNK_BYTES, bytes));
        chunk = fresh;
        return fresh;
    }

    /** Hands over what is there. */
    void flush() {
        ByteBuf present = chunk;
        if (present != null) {
            chunk = null;
            output.accept(present);
        }
    }

    /** Forgets what was not handed over. */
    void release() {
        if (chunk != null) {
            chunk.release();
            chunk = null;
        }
    }

    private static void header(ByteBuf out, int length, int type, int flags, int stream) {
        out.writeInt((length << 8) | type);
        out.writeByte(flags);
        out.writeInt(stream);
    }

    /** A client's first words. */
    void preface() {
        reserve(Frames.PREFACE.length).writeBytes(Frames.PREFACE);
    }

    /**
     * SETTINGS.
     *
     * @param pairs identifiers and values, alternating
     */
    void settings(int[] pairs) {
        ByteBuf out = reserve(Frames.HEADER_BYTES + pairs.length * 3);
        header(out, pairs.length * 3, Frames.SETTINGS, 0, 0);
        for (int i = 0; i < pairs.length; i += 2) {
            out.writeShort(pairs[i]);
            out.writeInt(pairs[i + 1]);
        }
    }

    void settingsAck() {
        header(reserve(Frames.HEADER_BYTES), 0, Frames.SETTINGS, Frames.FLAG_ACK, 0);
    }

    /**
     * HEADERS, and CONTINUATION as needed.
     *
     * @param maxPayloadBytes what the receiver takes in one frame
     */
    void headers(int stream, BlockBuffer block, boolean end, int maxPayloadBytes) {
        int left = block.length();
        int from = 0;
        int type = Frames.HEADERS;
        int flags = end ? Frames.FLAG_END_STREAM : 0;
        do {
            int part = Math.min(left, maxPayloadBytes);
            left -= part;
            ByteBuf out = reserve(Frames.HEADER_BYTES + part);
            header(out, part, type, left == 0 ? flags | Frames.FLAG_END_HEADERS : flags, stream);
            out.writeBytes(block.bytes(), from, part);
            from += part;
            type = Frames.CONTINUATION;
            flags = 0;
        } while (left > 0);
    }

    /**
     * One DATA frame.
     *
     * @param in holds the bytes from index {@code from} on; stays the caller's
     */
    void data(int stream, ByteBuf in, int from, int length, boolean end) {
        boolean copied = length <= MAX_COPIED_BYTES;
        ByteBuf out = reserve(Frames.HEADER_BYTES + (copied ? length : 0));
        header(out, length, Frames.DATA, end ? Frames.FLAG_END_STREAM : 0, stream);
        if (copied) {
            out.writeBytes(in, from, length);
        } else {
            flush();
            output.accept(in.retainedSlice(from, length));
        }
    }

    void reset(int stream, int code) {
        ByteBuf out = reserve(Frames.HEADER_BYTES + Integer.BYTES);
        header(out, Integer.BYTES, Frames.RST_STREAM, 0, stream);
        out.writeInt(code);
    }

    void ping(long payload, boolean ack) {
        ByteBuf out = reserve(Frames.HEADER_BYTES + Long.BYTES);
        header(out, Long.BYTES, Frames.PING, ack ? Frames.FLAG_ACK : 0, 0);
        out.writeLong(payload);
    }

    void goAway(int lastStream, int code) {
        ByteBuf out = reserve(Frames.HEADER_BYTES + 2 * Integer.BYTES);
        header(out, 2 * Integer.BYTES, Frames.GOAWAY, 0, 0);
        out.writeInt(lastStream);
        out.writeInt(code);
    }

    /**
     * WINDOW_UPDATE.
     *
     * @param stream 0 = the connection
     */
    void windowUpdate(int stream, int increment) {
        ByteBuf out = reserve(Frames.HEADER_BYTES + Integer.BYTES);
        header(out, Integer.BYTES, Frames.WINDOW_UPDATE, 0, stream);
        out.writeInt(increment);
    }
}
