package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.reactivemesh.proxy.stack.HttpCall;

/**
 * A call that speaks HTTP/1 bytes with the endpoint's connection: hands over the request, takes the response.
 *
 * <p>Both sides live on the same event loop. Every buffer passed is owned by the receiver.
 */
interface Http1Caller extends HttpCall {

    /**
     * The request as received: the positions of its head hold until {@link #takeRequest}, the facts until the response ends.
     */
    Http1Input input();

    /** Where bytes for the client go: informational heads, the body behind {@link #respond}, the tunnel. */
    Http1Reply output();

    /** {@link KnownHeader} bits of headers that do not reach the endpoint, besides those of one hop. */
    int requestDrop();

    /** The request as it is to be sent: rewritten head and what has come of the body. */
    ByteBuf takeRequest();

    /** Body bytes that come later, and the end of the call, go to this exchange; the request itself has been written. */
    void attach(Http1Exchange endpoint);

    /**
     * The final response begins.
     *
     * @param message the head and what has come of the body
     * @param framing knows whether the body ends with the connection
     */
    void respond(Http1Head head, ByteBuf message, BodyFraming framing);

    /** The response is complete; the connection is no longer the call's. */
    void respondEnd();

    /** The response cannot be completed; the connection is no longer the call's. */
    void respondAborted();

    /** Whether the endpoint's connection takes request bytes. */
    void requestWritable(boolean writable);

    /** Whether the accepting side will flush the endpoint's connection itself, when it has read all there is. */
    boolean flushesLater();
}
