package io.reactivemesh.discovery.grpc;

import java.io.Serial;

/** The log of a key can't be read now. */
final class HistoryUnreadable extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    HistoryUnreadable(String key, Throwable cause) {
        super("the history of " + key + " can't be read: " + cause.getMessage(), cause);
    }
}
