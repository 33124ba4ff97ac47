package io.reactivemesh.proxy.grpc;

/**
 * One call, from its request to its status. Event loop only.
 *
 * @param <Q> request
 * @param <R> answer
 */
public interface GrpcCall<Q, R> {

    /** Makes the call; once. The listener may be called before this returns. */
    void start(Q request, Listener<R> listener);

    /**
     * Lets so many more answers come; none do unasked. Who stops asking stops the server, as soon as the stream's window is full.
     *
     * @param answers more than 0
     */
    void request(int answers);

    /** Gives the call up: the server is told, the listener hears nothing more. Nothing happens when the call is over. */
    void cancel(String reason);

    /**
     * Takes what comes of a call.
     *
     * @param <R> answer
     */
    interface Listener<R> {

        /** An answer, in order. */
        void message(R message);

        /** The call is over: the last word. */
        void closed(GrpcStatus status);
    }
}
