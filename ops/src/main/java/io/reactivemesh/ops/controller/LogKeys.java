package io.reactivemesh.ops.controller;

/** Keys of the facts in this package's log lines. */
final class LogKeys {
    static final String REASON = "reason";

    private LogKeys() {}
}
