package io.reactivemesh.proxy.control;

/** Keys of the facts in this package's log lines. */
final class LogKeys {

    static final String ADDRESS = "address";
    static final String HEADER = "header";
    static final String PATH = "path";
    static final String REASON = "reason";
    static final String STATUS = "status";

    private LogKeys() {}
}
