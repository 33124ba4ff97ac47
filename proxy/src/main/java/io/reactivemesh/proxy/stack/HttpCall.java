package io.reactivemesh.proxy.stack;

/** An HTTP request on its way to an endpoint, of whatever HTTP version. */
public interface HttpCall extends Call {

    /** The request's head. Valid until the call reaches its endpoint. */
    RequestHead request();

    /** What layers want changed in the heads of this call. */
    HeadEdits edits();
}
