package io.reactivemesh.proxy.transport;

/** Keys of the facts in this package's log lines. */
final class LogKeys {

    static final String CLIENT = "client.addr";
    static final String ERROR = "error";
    static final String MORE = "more";
    static final String REASON = "reason";
    static final String STATUS = "status";
    static final String TIMEOUT = "timeout";

    private LogKeys() {}
}
