package io.reactivemesh.proxy.transport;

import io.reactivemesh.proxy.stack.Supervised;
import io.reactivemesh.proxy.stack.Supervisor;

/** How far a supervised request has come, in either version of HTTP, and what its supervisor is told of that. Event loop only. */
abstract class SupervisedCall implements Supervised {

    final Loop loop;
    final Supervisor supervisor;
    private boolean answered;
    private boolean over;
    private boolean closed;

    SupervisedCall(Loop loop, Supervisor supervisor) {
        this.loop = loop;
        this.supervisor = supervisor;
    }

    /** Gives up what was kept; once. */
    abstract void forget();

    boolean isAnswered() {
        return answered;
    }

    /** Whether the client's side goes on without this. */
    boolean isClosed() {
        return closed;
    }

    /** The response goes to the client from now on. */
    void answered() {
        answered = true;
        if (!over) {
            supervisor.answered();
        }
    }

    void active() {
        if (!over) {
            supervisor.active();
        }
    }

    void sent() {
        if (!over) {
            supervisor.sent();
        }
    }

    /** There is nothing left to supervise. */
    void over() {
        if (!over) {
            over = true;
            supervisor.over();
        }
    }

    /** Gives everything up: the client's side is not touched any more. */
    void close() {
        if (!closed) {
            forget();
            closed = true;
            over();
        }
    }
}
