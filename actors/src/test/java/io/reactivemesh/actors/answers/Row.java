package io.reactivemesh.actors.answers;

import java.util.List;
import java.util.Map;

/**
 * One row: a call, and what is said to it while the world changes.
 *
 * @param file where it is written
 * @param rule what it shows, in words
 * @param settings of the control plane; empty = all as by default
 * @param steps the first is the first answer
 */
record Row(String file, String rule, Map<String, Object> settings, Call call, List<Step> steps) {
    /**
     * A request.
     *
     * @param path what it asks for
     * @param token who asks
     */
    record Call(Method method, String path, String token, String scheme) {}

    /** What is asked, and the field of a row that says so. */
    enum Method {
        GET("get"),
        PROFILE("profile"),
        POLICY("policy");

        private final String field;

        Method(String field) {
            this.field = field;
        }

        String field() {
            return field;
        }
    }

    /**
     * A state of the world and what is said when it is reached.
     *
     * @param manifests all objects, as one JSON list
     * @param complaints parts of what the source says of objects that it does not take as they are
     * @param messages what comes, one after the other, each in the lines of {@link WireText}
     */
    record Step(String manifests, List<String> complaints, List<List<String>> messages) {}

    @Override
    public String toString() {
        return file + ": " + rule;
    }
}
