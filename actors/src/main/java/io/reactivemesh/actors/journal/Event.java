package io.reactivemesh.actors.journal;

import java.util.List;

/** One small fact about a key, in the past tense, with what is needed to repeat it and to explain it. */
public interface Event {
    /** What happened, in words: {@code endpoint removed}. */
    String name();

    /** To what: {@code 10.1.2.3}. */
    String subject();

    /** Why, in words: {@code pod web-1 is not ready}. */
    String cause();

    /** Field by field, {@code name: before -> after}; empty when the subject says it all. */
    default List<String> detail() {
        return List.of();
    }
}
