package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Where the bytes of a response go that are not its final head. Every buffer passed is owned by the receiver. Event loop only. */
interface Http1Reply {

    /** Makes buffers to be passed here. */
    ByteBufAllocator allocator();

    /** A 1xx response. */
    void interim(Http1Head response, ByteBuf interim);

    /** The body behind the final head, or the tunnel. */
    void write(ByteBuf bytes);

    void flush();

    /** The endpoint sends no more through the tunnel. */
    void shutdown();
}
