package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.reactivemesh.proxy.stack.HeadEdits;

/**
 * Takes headers out of a received head, or puts some in, while copying as little as possible.
 *
 * <p>A head that crosses unchanged is not copied at all: the received buffer goes on. Otherwise the kept runs are moved up
 * against the body within the received buffer, so that head and first body bytes still leave in one write. Only when more is
 * added than dropped is a new buffer needed. One instance per event loop.
 */
final class HeadRewriter {

    static final byte[] NOTHING = {};

    private final Scratch scratch;

    HeadRewriter(Scratch scratch) {
        this.scratch = scratch;
    }

    /**
     * Drops and adds header lines.
     *
     * @param message starts with the head; may go on with body bytes. Ownership passes to this method
     * @param head the index of that head; its positions no longer hold afterwards
     * @param drop {@link KnownHeader} bits to leave out
     * @param add whole header lines to put in front of the blank line
     * @param allocator where a new buffer comes from
     * @return the changed message, owned by the caller; often {@code message} itself
     */
    ByteBuf rewrite(ByteBuf message, Http1Head head, int drop, byte[] add, ByteBufAllocator allocator) {
        if (!head.has(drop) && add.length == 0) {
            return message;
        }
        int start = message.readerIndex();
        byte[] old = scratch.copy(message, start, head.length);
        int dropped = droppedBytes(head, drop);
        if (add.length <= dropped) {
            int newStart = start + dropped - add.length;
            fill(message, newStart, old, head, drop, add);
            return message.readerIndex(newStart);
        }
        int length = message.readableBytes() - dropped + add.length;
        ByteBuf copy = allocator.directBuffer(length, length);
        int bodyStart = fill(copy, 0, old, head, drop, add);
        copy.setBytes(bodyStart, message, start + head.length, message.readableBytes() - head.length);
        copy.writerIndex(length);
        message.release();
        return copy;
    }

    /**
     * Takes a request as it is to be sent on, without what belongs to one hop.
     *
     * @param drop {@link KnownHeader} bits to leave out besides
     * @param edits what layers want changed
     */
    ByteBuf request(Http1Input input, int drop, HeadEdits edits, ByteBufAllocator allocator) {
        Http1Head head = input.head();
        byte[] add = Http1Edits.apply(edits.ofRequest(), head, input.message());
        int all = head.hopByHop() | drop | KnownHeader.EDITED;
        return rewrite(input.takeMessage(), head, all, add, allocator);
    }

    private static int droppedBytes(Http1Head head, int drop) {
        int bytes = 0;
        for (int i = 0; i < head.count(); i++) {
            if ((head.known(i) & drop) != 0) {
                bytes += head.start(i + 1) - head.start(i);
            }
        }
        return bytes;
    }

    private static int fill(ByteBuf out, int at, byte[] old, Http1Head head, int drop, byte[] add) {
        int to = at;
        int runStart = 0;
        for (int i = 0; i < head.count(); i++) {
            if ((head.known(i) & drop) != 0) {
                to = put(out, to, old, runStart, head.start(i));
                runStart = head.start(i + 1);
            }
        }
        int blankLine = head.length - 2;
        to = put(out, to, old, runStart, blankLine);
        to = put(out, to, add, 0, add.length);
        return put(out, to, old, blankLine, head.length);
    }

    private static int put(ByteBuf out, int at, byte[] bytes, int from, int to) {
        out.setBytes(at, bytes, from, to - from);
        return at + to - from;
    }
}
