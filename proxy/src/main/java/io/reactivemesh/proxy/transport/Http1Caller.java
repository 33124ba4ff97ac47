package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.reactivemesh.proxy.stack.HttpCall;

/**
 * A call that speaks HTTP/1 bytes with the endpoint's connection: hands over the request, takes the response.
 *
 * <p>Both sides live on the same event loop. Every buffer passed is owned by the receiver.
 */
interface Http1Caller extends HttpCall {

    /** The request's head as indexed. Its positions hold until {@link #takeRequest}, its facts until the response ends. */
    Http1Head head();

    /** The request as received so far, still the call's; {@link #head} counts from its reader index. */
    ByteBuf message();

    /** The request as it is to be sent: rewritten head and what has come of the body. */
    ByteBuf takeRequest();

    /** Whether {@link #takeRequest} gave, or further bytes have given, the whole request. */
    boolean requestComplete();

    /** Body bytes that come later, and the end of the call, go to this connection. */
    void attach(Http1ClientConnection connection);

    /** An informational response (1xx but 101): one whole head. */
    void interim(Http1Head head, ByteBuf message);

    /**
     * The final response begins.
     *
     * @param message the head and what has come of the body
     * @param framing knows whether the body ends with the connection
     */
    void respond(Http1Head head, ByteBuf message, BodyFraming framing);

    /** More of the response body, or of the tunnel. */
    void respondMore(ByteBuf bytes);

    /** The response is complete; the connection is no longer the call's. */
    void respondEnd();

    /** The response cannot be completed; the connection is no longer the call's. */
    void respondAborted();

    /** The tunnel's endpoint sends no more. */
    void tunnelInputClosed();

    /** Whether the endpoint's connection takes request bytes. */
    void requestWritable(boolean writable);

    /** Sends what has been written. */
    void flush();

    /** Whether the accepting side will flush the endpoint's connection itself, when it has read all there is. */
    boolean flushesLater();
}
