package io.reactivemesh.proxy.stack;

/** An HTTP request on its way to an endpoint, of whatever HTTP version. */
public interface HttpCall extends Call {

    /** The request's head. Valid until the call reaches its endpoint. */
    RequestHead request();

    /** What layers want changed in the heads of this call. */
    HeadEdits edits();

    /**
     * Puts the call under supervision; it is no longer to be handed to anybody itself. Once for a call, above everything that belongs to
     * one endpoint.
     *
     * @param keptBytes how much of the request's body is kept for further attempts, 0 = there will be none
     * @param trailers whether the supervisor wants to see trailers that follow a head at once
     */
    default Supervised supervised(Supervisor supervisor, int keptBytes, boolean trailers) {
        throw new IllegalStateException("call: cannot be supervised (expected: as it came from its client)");
    }
}
