package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;

/** The endpoint's side of a call that speaks HTTP/1 bytes: takes what comes of the request behind its head. Event loop only. */
interface Http1Exchange {

    /**
     * More of the request body, or of the tunnel.
     *
     * @param bytes owned by the receiver
     */
    void write(ByteBuf bytes);

    void flush();

    /** The client sends no more through the tunnel. */
    void shutdownOutput();

    /** Whether the client's connection takes response bytes. */
    void responseWritable(boolean writable);

    /** The client does not want the response any more. */
    void abort();
}
