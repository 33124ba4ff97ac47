package io.reactivemesh.actors.translate;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A Kubernetes label selector; see "Labels and selectors" of the Kubernetes documentation.
 *
 * @param requirements all of them must hold; none = every object is selected
 */
public record LabelSelector(List<Requirement> requirements) {
    public LabelSelector {
        requirements = List.copyOf(requirements);
    }

    /** How a label must relate to the values of a requirement. */
    public enum Operator {
        IN,
        NOT_IN,
        EXISTS,
        DOES_NOT_EXIST
    }

    /**
     * One requirement.
     *
     * @param values of {@code IN} and {@code NOT_IN}; else empty
     */
    public record Requirement(String key, Operator operator, SortedSet<String> values) {
        public Requirement {
            values = Collections.unmodifiableSortedSet(new TreeSet<>(values));
        }

        /** An entry of {@code matchLabels}. */
        public static Requirement equal(String key, String value) {
            return new Requirement(key, Operator.IN, new TreeSet<>(Set.of(value)));
        }

        boolean matches(Labels labels) {
            String value = labels.get(key);
            return switch (operator) {
                case IN -> value != null && values.contains(value);
                case NOT_IN -> value == null || !values.contains(value);
                case EXISTS -> value != null;
                case DOES_NOT_EXIST -> value == null;
            };
        }
    }

    /** Whether an object with these labels is selected. */
    public boolean matches(Labels labels) {
        return requirements.stream().allMatch(requirement -> requirement.matches(labels));
    }
}
