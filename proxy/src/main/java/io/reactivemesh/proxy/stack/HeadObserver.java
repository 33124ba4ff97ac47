package io.reactivemesh.proxy.stack;

/**
 * Somebody who is told, once, how the response to a call begins, or that there will be none. Attached to a call by its
 * {@link Measurement}. Event loop only.
 */
public interface HeadObserver {

    /**
     * The final response's head is known, be it the endpoint's or our own.
     *
     * @param contentLength what the head says of the body's length, -1 = nothing
     */
    void answered(int status, long contentLength);

    /** The call has ended without a response: its client has gone, or its connection. */
    void unanswered();

    /** Both are told, this one first. */
    default HeadObserver and(HeadObserver other) {
        HeadObserver first = this;
        return new HeadObserver() {

            @Override
            public void answered(int status, long contentLength) {
                first.answered(status, contentLength);
                other.answered(status, contentLength);
            }

            @Override
            public void unanswered() {
                first.unanswered();
                other.unanswered();
            }
        };
    }
}
