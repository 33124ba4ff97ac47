package io.reactivemesh.actors.source;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with an object that is taken all the same. Filled during one conversion; not thread-safe. */
final class Findings {
    private final List<Finding> all = new ArrayList<>();

    /**
     * One of them.
     *
     * @param field where in the object
     * @param reason with field, value, expectation, and what applies instead
     */
    record Finding(String field, String reason) {}

    void add(String field, Object value, String expected, String instead) {
        all.add(new Finding(field, Refusal.of(field, value, expected).getMessage() + "; " + instead));
    }

    /** Something that would be reason enough to refuse the object, if it were not for {@code instead}. */
    void add(Refusal refusal, String instead) {
        all.add(new Finding(refusal.field(), refusal.getMessage() + "; " + instead));
    }

    List<Finding> all() {
        return List.copyOf(all);
    }
}
