package io.reactivemesh.proxy.transport;

/**
 * Where one connection to an endpoint stands. Decides; touches no socket.
 *
 * <pre>
 *          sent                 responding                    responded, reusable
 *   IDLE ───────► AWAITING ──────────────────► RESPONDING ─────────────────────────► IDLE (back to its pool)
 *                  │    │                        │
 *                  │    └── 101, CONNECT 2xx ─► TUNNEL        └── responded, not reusable ─► CLOSED
 *                  └── end of stream: {@link Loss#RETRY} or {@link Loss#FAIL}
 * </pre>
 */
final class ClientMachine {

    /** The states of the diagram. */
    enum State {
        IDLE,
        AWAITING,
        RESPONDING,
        TUNNEL,
        CLOSED
    }

    /** What the end of the connection means for the request on it. */
    enum Loss {
        /** There is no request. */
        NONE,
        /** The connection was stale: the same request may be sent on a fresh one. */
        RETRY,
        /** The request fails without a response. */
        FAIL,
        /** The end of the stream is the end of the response. */
        COMPLETE,
        /** The response is cut short. */
        ABORT,
        /** The tunnel's other side is told. */
        TUNNEL
    }

    private State state = State.IDLE;
    private boolean reused;
    private boolean replayable;
    private boolean answered;
    private boolean persistent = true;

    State state() {
        return state;
    }

    boolean idle() {
        return state == State.IDLE;
    }

    /**
     * A request goes out.
     *
     * @param onReused whether the connection has carried one before
     * @param mayReplay whether sending it twice is harmless and possible
     */
    void sent(boolean onReused, boolean mayReplay) {
        state = State.AWAITING;
        reused = onReused;
        replayable = mayReplay;
        answered = false;
    }

    /** A byte of the response has arrived: from here on nothing is sent twice. */
    void answered() {
        answered = true;
    }

    /** Whether the request should be kept for a second attempt. */
    boolean mayRetry() {
        return state == State.AWAITING && reused && replayable && !answered;
    }

    /**
     * The final response head is here.
     *
     * @param endpointPersists whether the endpoint keeps the connection
     */
    void responding(boolean endpointPersists) {
        state = State.RESPONDING;
        persistent = endpointPersists;
    }

    void tunnelled() {
        state = State.TUNNEL;
        persistent = false;
    }

    /**
     * The response is complete.
     *
     * @param requestComplete whether the whole request has been sent
     * @return whether the connection can carry another request
     */
    boolean responded(boolean requestComplete) {
        boolean reusable = persistent && requestComplete;
        state = reusable ? State.IDLE : State.CLOSED;
        return reusable;
    }

    /**
     * The endpoint sends no more.
     *
     * @param untilEof whether the response body lasts until the end of the stream
     */
    Loss lost(boolean untilEof) {
        Loss loss = switch (state) {
            case IDLE, CLOSED -> Loss.NONE;
            case AWAITING -> mayRetry() ? Loss.RETRY : Loss.FAIL;
            case RESPONDING -> untilEof ? Loss.COMPLETE : Loss.ABORT;
            case TUNNEL -> Loss.TUNNEL;
        };
        if (loss != Loss.TUNNEL) {
            state = State.CLOSED;
        }
        return loss;
    }

    void closed() {
        state = State.CLOSED;
    }
}
