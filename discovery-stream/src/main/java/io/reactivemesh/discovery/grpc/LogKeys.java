package io.reactivemesh.discovery.grpc;

/** Keys of the facts in this module's log lines. */
final class LogKeys {
    static final String TOKEN = "token";

    private LogKeys() {}
}
