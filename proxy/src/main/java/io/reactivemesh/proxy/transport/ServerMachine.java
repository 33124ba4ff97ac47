package io.reactivemesh.proxy.transport;

/**
 * Where one accepted HTTP/1 connection stands. Decides; touches no socket.
 *
 * <pre>
 *            requested           responding             responded, both complete, persistent
 *   IDLE ───────────────► AWAITING ──────► RESPONDING ──────────────────────────────────────► IDLE
 *    │                        │                │
 *    │                        │                ├── responded, request body still coming ──► DISCARDING ── requestComplete ─► IDLE
 *    │                        │                └── responded, not persistent ─────────────► CLOSING
 *    │                        └── tunnelled ─► TUNNEL
 *    └── drain, inputClosed ─► CLOSING                      any state ── closed ─► CLOSED
 * </pre>
 *
 * AWAITING goes the same ways as RESPONDING when the answer is ours. One request at a time: pipelined ones wait unread.
 */
final class ServerMachine {

    /** The states of the diagram. */
    enum State {
        IDLE,
        AWAITING,
        RESPONDING,
        DISCARDING,
        TUNNEL,
        CLOSING,
        CLOSED
    }

    private State state = State.IDLE;
    private boolean persistent = true;
    private boolean requestComplete;
    private boolean inputClosed;
    private boolean draining;

    State state() {
        return state;
    }

    /** Whether the next request may be taken up. */
    boolean idle() {
        return state == State.IDLE;
    }

    /** Whether a request is with the stack or the endpoint. */
    boolean busy() {
        return state == State.AWAITING || state == State.RESPONDING;
    }

    /** Whether the request's body has been read to its end. */
    boolean isRequestComplete() {
        return requestComplete;
    }

    /** Whether the connection stays open after the present response. */
    boolean persistent() {
        return persistent;
    }

    void requested(boolean clientPersists) {
        state = State.AWAITING;
        persistent = clientPersists && !draining;
        requestComplete = false;
    }

    void requestComplete() {
        requestComplete = true;
        if (state == State.DISCARDING) {
            state = State.IDLE;
        }
    }

    /**
     * A response head is about to be written.
     *
     * @param close the response can only end with the connection, or asks for its end
     */
    void responding(boolean close) {
        state = State.RESPONDING;
        persistent &= !close && !draining;
    }

    void responded() {
        if (!persistent) {
            state = State.CLOSING;
        } else {
            state = requestComplete ? State.IDLE : State.DISCARDING;
        }
    }

    void tunnelled() {
        state = State.TUNNEL;
        persistent = false;
    }

    /** The client will send no more. A request that is incomplete is given up; complete ones are still answered. */
    void inputClosed() {
        inputClosed = true;
        if (!busy() || !requestComplete) {
            state = State.CLOSING;
        }
    }

    /** Whether nothing is being done and nothing more can come. */
    boolean exhausted() {
        return state == State.IDLE && inputClosed;
    }

    /** No further request is wanted. An idle connection closes now, a busy one after its response; a tunnel stays. */
    void drain() {
        draining = true;
        if (state == State.IDLE) {
            state = State.CLOSING;
        } else if (state != State.TUNNEL) {
            persistent = false;
        }
    }

    void closing() {
        state = State.CLOSING;
    }

    void closed() {
        state = State.CLOSED;
    }
}
