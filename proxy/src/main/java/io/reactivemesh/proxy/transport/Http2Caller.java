package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBufAllocator;
import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.Refusal;

/** A call that speaks HTTP/2 messages with the endpoint's stream. */
interface Http2Caller extends HttpCall, StreamCaller {

    @Override
    boolean isOpen();

    @Override
    void refuse(Refusal refusal);

    /** Makes buffers for this call. */
    ByteBufAllocator allocator();

    /** The response that follows was HTTP/1 of this version, which the peer's proxy is told. */
    void answeredIn(OrigProto version);
}
