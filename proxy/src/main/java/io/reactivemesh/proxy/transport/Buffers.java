package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** Receiving in pieces: joins what is left over with what has come, and shows it to a head parser. */
final class Buffers {

    /** How much of a first piece is looked at before the rest: most heads fit, most bodies need not be copied. */
    private static final int FIRST_LOOK_BYTES = 1024;

    private Buffers() {}

    /**
     * One contiguous buffer of both.
     *
     * @param left what was left over, owned by this method; null = nothing
     * @param in what has come, owned by this method
     */
    static ByteBuf join(ByteBufAllocator allocator, @Nullable ByteBuf left, ByteBuf in) {
        if (left == null) {
            return in;
        }
        if (left.refCnt() == 1 && left.maxFastWritableBytes() >= in.readableBytes()) {
            left.writeBytes(in);
            in.release();
            return left;
        }
        int bytes = left.readableBytes() + in.readableBytes();
        ByteBuf joined = allocator.directBuffer(Math.max(bytes * 2, 4096));
        joined.writeBytes(left).writeBytes(in);
        left.release();
        in.release();
        return joined;
    }

    /** Lets {@code parser} go on with the head at the start of {@code bytes}; see {@link HeadParser#parse}. */
    static int parse(HeadParser parser, Scratch scratch, ByteBuf bytes) {
        int available = bytes.readableBytes();
        int look = Math.min(available, FIRST_LOOK_BYTES);
        while (true) {
            int result = parser.parse(scratch.copy(bytes, bytes.readerIndex(), look), look);
            if (result != HeadParser.MORE || look == available || look >= HeadParser.MAX_HEAD_BYTES) {
                return result;
            }
            look = Math.min(available, look * 4);
        }
    }
}
