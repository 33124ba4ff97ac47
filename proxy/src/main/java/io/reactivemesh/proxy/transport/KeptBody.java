package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.reactivemesh.proxy.hpack.FieldSection;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request of HTTP/2 as far as it has come, for endpoints that are found later: the first, and those of further
 * attempts. Event loop only.
 */
final class KeptBody {

    private final ByteBufAllocator allocator;
    private final int maxBytes;
    private final boolean bodiless;
    private @Nullable ByteBuf bytes;
    private @Nullable FieldSection trailers;
    private boolean ended;
    private boolean given;
    private boolean dropped;

    /**
     * Creates an empty one.
     *
     * @param maxBytes how much may be kept for a second time, 0 = nothing
     * @param bodiless whether nothing will come: endpoints know it from the head
     */
    KeptBody(ByteBufAllocator allocator, int maxBytes, boolean bodiless) {
        this.allocator = allocator;
        this.maxBytes = maxBytes;
        this.bodiless = bodiless;
        this.ended = bodiless;
    }

    /** Whether all of it is here. */
    boolean hasEnded() {
        return ended;
    }

    /** Whether all of it is here and can be given once more. */
    boolean isWhole() {
        return bodiless || (ended && !dropped);
    }

    /** More has come. */
    void add(ByteBuf in, int from, int length, boolean end) {
        ended |= end;
        if (dropped) {
            return;
        }
        ByteBuf kept = bytes;
        int before = kept == null ? 0 : kept.readableBytes();
        if (given && before + length > maxBytes) {
            drop();
            return;
        }
        if (length == 0) {
            return;
        }
        if (kept == null) {
            kept = allocator.directBuffer(Math.max(length, Math.min(maxBytes, 1024)));
            bytes = kept;
        }
        kept.writeBytes(in, from, length);
    }

    void end(FieldSection newTrailers) {
        ended = true;
        trailers = new FieldSection();
        trailers.copy(newTrailers);
    }

    /** Gives everything that has come so far to an endpoint; what comes later goes there directly. */
    void giveTo(StreamEnd endpoint) {
        given = true;
        if (bodiless) {
            return;
        }
        ByteBuf kept = bytes;
        int length = kept == null ? 0 : kept.readableBytes();
        if (kept != null) {
            endpoint.data(kept, kept.readerIndex(), length, ended && trailers == null);
        } else if (ended && trailers == null) {
            endpoint.data(Unpooled.EMPTY_BUFFER, 0, 0, true);
        }
        if (trailers != null) {
            endpoint.trailers(trailers);
        }
        if (length > maxBytes || maxBytes == 0) {
            drop();
        }
    }

    /** Forgets what it has: it will not be given again. */
    private void drop() {
        dropped = true;
        release();
    }

    void release() {
        if (bytes != null) {
            bytes.release();
            bytes = null;
        }
    }
}
