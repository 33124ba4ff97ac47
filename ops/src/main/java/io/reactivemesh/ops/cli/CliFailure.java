package io.reactivemesh.ops.cli;

import java.io.Serial;

/** A command can't do what it was asked. The message is for people: the thing, the place, the remedy. Exit code 1. */
final class CliFailure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    CliFailure(String message) {
        super(message);
    }
}
