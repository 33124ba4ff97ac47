package io.reactivemesh.ops.bench;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One {@code Destination.Get} stream as its client sees it: cuts the bytes into gRPC messages and looks only at what kind each is. Event
 * loop only.
 */
final class Watch {
    /** Length of what precedes each message: a flag and four bytes of length (gRPC over HTTP/2, "Length-Prefixed-Message"). */
    private static final int PREFIX_BYTES = 5;

    private final int index;
    private final int service;
    private int prefixRead;
    private int messageLeft;
    private @Nullable Kind kind;

    /** What an update says. Its field of the {@code oneof} is the first byte of the message. */
    enum Kind {
        ADD,
        REMOVE,
        NO_ENDPOINTS;

        private static Kind of(int firstByte) {
            return switch (firstByte >> 3) {
                case 1 -> ADD;
                case 2 -> REMOVE;
                case 3 -> NO_ENDPOINTS;
                default -> throw new IllegalStateException("an update that begins with byte " + firstByte);
            };
        }
    }

    /** Told of each whole message. */
    interface Listener {
        void received(Watch watch, Kind kind);
    }

    /**
     * A stream without messages so far.
     *
     * @param index among all streams of the run
     * @param service number of the Service that it watches
     */
    Watch(int index, int service) {
        this.index = index;
        this.service = service;
    }

    int index() {
        return index;
    }

    int service() {
        return service;
    }

    /** Takes the payload of one DATA frame, all of it; the buffer stays the caller's. */
    void read(ByteBuf data, Listener listener) {
        while (data.isReadable()) {
            if (prefixRead < PREFIX_BYTES) {
                int next = data.readUnsignedByte();
                if (prefixRead > 0) {
                    messageLeft = messageLeft << 8 | next;
                }
                prefixRead++;
                continue;
            }
            if (kind == null) {
                kind = Kind.of(data.getUnsignedByte(data.readerIndex()));
            }
            int taken = Math.min(messageLeft, data.readableBytes());
            data.skipBytes(taken);
            messageLeft -= taken;
            if (messageLeft == 0) {
                Kind whole = kind;
                kind = null;
                prefixRead = 0;
                listener.received(this, whole);
            }
        }
    }
}
