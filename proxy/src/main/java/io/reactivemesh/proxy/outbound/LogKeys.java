package io.reactivemesh.proxy.outbound;

/** Keys of the facts in this package's log lines. */
final class LogKeys {

    static final String DESTINATION = "destination";

    private LogKeys() {}
}
