package io.reactivemesh.discovery.grpc;

import io.grpc.Status;
import java.io.Serial;

/** A request that is answered with a status instead of a stream. Carries no stack trace. */
final class Refusal extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient Status status;

    private Refusal(Status status, String message) {
        super(message, null, false, false);
        this.status = status.withDescription(message);
    }

    /** The request itself is wrong; a proxy does not repeat it. */
    static Refusal invalid(String message) {
        return new Refusal(Status.INVALID_ARGUMENT, message);
    }

    /** What is asked for does not exist, whatever comes and goes. */
    static Refusal notFound(String message) {
        return new Refusal(Status.NOT_FOUND, message);
    }

    Status status() {
        return status;
    }
}
