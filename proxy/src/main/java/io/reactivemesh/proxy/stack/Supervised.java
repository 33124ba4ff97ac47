package io.reactivemesh.proxy.stack;

/**
 * A request under supervision: it goes down the stack as one attempt or several, and what comes back is shown to its {@link Supervisor}
 * before the client gets to see it.
 *
 * <pre>
 *   client ─── call ─── Supervised ─┬─ attempt 1 ──► layers below ──► endpoint
 *                           │       └─ attempt 2 ──► layers below ──► another, perhaps
 *                       Supervisor
 * </pre>
 *
 * Event loop only.
 */
public interface Supervised {

    /**
     * A new call that stands for the request, to be handed to the layers below; the one before it has ended or was given up.
     */
    HttpCall attempt();

    /** Makes the present attempt void: its endpoint is told, whatever it waits for it will not get. */
    void giveUp(Refusal why);

    /** Whether the request can be sent again: all of it is here, and was kept. */
    boolean repeatable();

    /** Ends the request: answers it if it has not been answered, breaks the answer off if it has. */
    void end(Refusal why);
}
