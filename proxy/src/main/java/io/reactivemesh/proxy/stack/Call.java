package io.reactivemesh.proxy.stack;

/** One piece of work on its way down a stack: an HTTP request or an opaque connection. Event loop only. */
public interface Call {

    /** Whether anybody still waits for the outcome. A queue passes over calls that nobody waits for. */
    boolean isOpen();

    /**
     * Ends the call without an endpoint's answer. May be called at any height of the stack, once, and not after the endpoint
     * has begun to answer.
     */
    void refuse(Refusal refusal);

    /** What the layers that measure this call have attached to it. */
    Measurement measurement();
}
