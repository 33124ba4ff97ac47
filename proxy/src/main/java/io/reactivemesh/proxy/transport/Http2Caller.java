package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBufAllocator;
import io.reactivemesh.proxy.hpack.FieldSection;
import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.Refusal;

/** A call that speaks HTTP/2 messages with the endpoint's stream: hands over the request, takes the response. */
interface Http2Caller extends HttpCall, StreamEnd {

    /** The request's fields as received. Holds until the call ends. */
    FieldSection head();

    /** {@link KnownHeader} bits of fields that do not reach the endpoint. */
    int requestDrop();

    /** Whether the response will have no body whatever its head says. */
    boolean isHead();

    /** Whether the request is its head alone. */
    boolean bodiless();

    /** What comes of the request's body, and the end of the call, go to this stream. */
    void attach(StreamEnd endpoint);

    /** Makes buffers for this call. */
    ByteBufAllocator allocator();

    /** The response that follows was HTTP/1 of this version, which the peer's proxy is told. */
    void answeredIn(OrigProto version);

    /** A 1xx response. */
    void interim(FieldSection response);

    /**
     * The final response begins.
     *
     * @param end whether it is its head alone
     */
    void respond(FieldSection response, int status, boolean end);

    /** The endpoint's connection has broken: the call is refused if it has not been answered, cut off if it has. */
    void lost(Refusal why);

    /** Whether the request may go to another connection when this one has certainly not looked at it; true once at most. */
    boolean mayRepeat();
}
