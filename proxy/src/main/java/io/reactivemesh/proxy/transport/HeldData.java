package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.Objects;

/**
 * Bytes of one stream that cannot go on yet, in order.
 *
 * <p>Small pieces of large buffers are copied, so that a slow stream does not keep a whole read of its connection in memory for a
 * few bytes. Event loop only.
 */
final class HeldData {

    /** A piece is kept where it is when it is at least this part of its buffer. */
    private static final int MIN_SHARE = 4;

    private static final int COPY_BYTES = 2 * 1024;

    private final ArrayDeque<ByteBuf> pieces = new ArrayDeque<>(4);
    private int bytes;

    /** How much is held. */
    int bytes() {
        return bytes;
    }

    /** Adds bytes of a buffer that stays the caller's. */
    void add(ByteBufAllocator allocator, ByteBuf in, int from, int length) {
        bytes += length;
        if (length >= COPY_BYTES && length * MIN_SHARE >= in.capacity()) {
            pieces.add(in.retainedSlice(from, length));
            return;
        }
        ByteBuf last = pieces.peekLast();
        if (last == null || last.maxFastWritableBytes() < length || last.refCnt() > 1) {
            last = allocator.directBuffer(Math.max(length, COPY_BYTES));
            pieces.add(last);
        }
        last.writeBytes(in, from, length);
    }

    /** The first piece; there is one. Its bytes are passed over with {@link #skip}. */
    ByteBuf first() {
        return Objects.requireNonNull(pieces.peekFirst());
    }

    /** Bytes of the first piece have gone on. */
    void skip(int count) {
        ByteBuf first = first();
        first.skipBytes(count);
        bytes -= count;
        if (!first.isReadable()) {
            pieces.removeFirst();
            first.release();
        }
    }

    /** Drops everything. */
    void release() {
        pieces.forEach(ByteBuf::release);
        pieces.clear();
        bytes = 0;
    }
}
