package io.reactivemesh.ops.demo.app;

/** A call to another service failed; carries the status with which the caller answers. */
final class BackendException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    BackendException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }
}
