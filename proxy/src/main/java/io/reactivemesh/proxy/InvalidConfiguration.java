package io.reactivemesh.proxy;

import java.util.List;

/** The environment says something that can't be. Names every variable that is wrong, not only the first. */
public final class InvalidConfiguration extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** What is wrong, one {@code NAME: value (expected: …)} an element. */
    private final transient List<String> problems;

    InvalidConfiguration(List<String> problems) {
        super("Invalid configuration: " + String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong, one {@code NAME: value (expected: …)} an element. */
    public List<String> problems() {
        return problems;
    }
}
