package io.reactivemesh.actors.source;

/** Keys of the facts in this package's log lines. */
final class LogKeys {
    static final String PLACE = "place";
    static final String OBJECT = "object";
    static final String REASON = "reason";
    static final String KIND = "kind";
    static final String FIELD = "field";
    static final String PATH = "path";

    private LogKeys() {}
}
