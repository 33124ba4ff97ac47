package io.reactivemesh.proxy.stack;

/**
 * Sees what comes back for a request before its client does, and may try again instead.
 *
 * <p>Who is asked whether to try again and says yes is told {@link #again} when the outcome has been dropped, and then owes the request
 * another {@link Supervised#attempt} or its {@link Supervised#end}. Event loop only.
 */
public interface Supervisor {

    /** In place of a gRPC status: there is none, or none yet. */
    int NO_GRPC_STATUS = -1;

    /** The whole request has left for the endpoint. Once for each attempt at most. */
    void sent();

    /** A piece of a body has come, from either side. */
    void active();

    /**
     * Whether to try again instead of passing this response on. Asked with the head, and again with trailers that follow it at
     * once.
     *
     * @param grpcStatus what the head or the trailers say of a gRPC call, or {@link #NO_GRPC_STATUS}
     */
    boolean retries(int status, int grpcStatus);

    /** Whether to try again instead of answering with this. */
    boolean retries(Refusal why);

    /**
     * Whether to try again instead of resetting the client's stream of HTTP/2.
     *
     * @param reason the name of the endpoint's error code
     */
    boolean retriesReset(String reason);

    /** The attempt that was to be followed by another has ended. */
    void again();

    /** The client has begun to be answered: the outcome is final. */
    void answered();

    /** The exchange is over, in whatever way. Said once; nothing is asked or told afterwards. */
    void over();
}
