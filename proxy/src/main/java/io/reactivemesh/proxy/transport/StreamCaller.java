package io.reactivemesh.proxy.transport;

import io.reactivemesh.proxy.hpack.FieldSection;
import io.reactivemesh.proxy.stack.Refusal;

/**
 * Who makes a request on a stream of a connection to an endpoint: hands over the request, takes the response. A call that the proxy
 * passes on, {@link Http2Caller}, or one of its own, {@link OwnRequest}. Event loop only.
 */
interface StreamCaller extends StreamEnd {

    /** Whether anybody still waits for the outcome. */
    boolean isOpen();

    /** No stream was opened for this request, and none will be. */
    void refuse(Refusal refusal);

    /** The request's fields. Holds until the exchange ends. */
    FieldSection head();

    /** {@link KnownHeader} bits of fields that do not reach the endpoint. */
    int requestDrop();

    /** Whether the response will have no body whatever its head says. */
    boolean isHead();

    /** Whether the request is its head alone. */
    boolean bodiless();

    /** What comes of the request's body, and the end of the exchange, go to this stream. */
    void attach(StreamEnd endpoint);

    /** A 1xx response. */
    void interim(FieldSection response);

    /**
     * The final response begins.
     *
     * @param end whether it is its head alone
     */
    void respond(FieldSection response, int status, boolean end);

    /** The endpoint's connection has broken: the request is refused if it has not been answered, cut off if it has. */
    void lost(Refusal why);

    /** Whether the request may go to another connection when this one has certainly not looked at it; true once at most. */
    boolean mayRepeat();
}
