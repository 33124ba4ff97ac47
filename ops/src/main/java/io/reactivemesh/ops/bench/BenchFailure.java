package io.reactivemesh.ops.bench;

import java.io.Serial;

/** A measurement that can't go on; the message says why, in words for people. */
final class BenchFailure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    BenchFailure(String message) {
        super(message);
    }

    BenchFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
