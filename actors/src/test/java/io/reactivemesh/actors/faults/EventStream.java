package io.reactivemesh.actors.faults;

/** An answer to a watch that goes on: chunks of plain HTTP, or messages of a WebSocket. Any thread. */
interface EventStream {
    /** One event. */
    void send(String event);

    /** Half an event, and the end of the connection. */
    void sendHalf(String event);

    /** Ends in good order. */
    void end();
}
