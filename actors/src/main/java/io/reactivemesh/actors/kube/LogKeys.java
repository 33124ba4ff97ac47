package io.reactivemesh.actors.kube;

/** Keys of the facts in this package's log lines. */
final class LogKeys {
    static final String RESOURCE = "resource";
    static final String REASON = "reason";
    static final String OBJECT = "object";
    static final String SERVER = "server";

    private LogKeys() {}
}
