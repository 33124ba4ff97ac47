package io.reactivemesh.proxy.stack;

/** Who is told how a {@link FailFast} queue fares. Event loop only. */
public interface QueueObserver {

    /** A call has come, to wait or not. */
    void requested();

    /** So many calls wait now. */
    void waiting(int calls);

    /**
     * A call has gone down to the service below.
     *
     * @param waited nanoseconds in the queue; 0 when the service was ready
     */
    void passed(long waited);

    /** A call was refused: the gate is shut, the queue full, or the wait in vain. */
    void refused();

    /** From now on calls are refused at once. */
    void gateShut();

    /** After having been shut, calls are taken again. */
    void gateOpened();
}
