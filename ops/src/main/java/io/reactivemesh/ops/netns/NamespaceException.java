package io.reactivemesh.ops.netns;

import java.io.Serial;

/** A network namespace could not be made, or not be set up. The message names the step and what the machine said. */
public final class NamespaceException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /**
     * @param message the step, and what to do about it
     */
    public NamespaceException(String message) {
        super(message);
    }

    NamespaceException(String message, Throwable cause) {
        super(message, cause);
    }
}
