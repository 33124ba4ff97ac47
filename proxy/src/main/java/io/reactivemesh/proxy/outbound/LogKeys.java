package io.reactivemesh.proxy.outbound;

/** Keys of the facts in this package's log lines. */
final class LogKeys {

    static final String DESTINATION = "destination";
    static final String ENDPOINT = "endpoint";
    static final String PAUSE = "pause";
    static final String REASON = "reason";

    private LogKeys() {}
}
