package io.reactivemesh.actors.source;

import org.jspecify.annotations.Nullable;

/**
 * Why an object can't be taken as it is: the way out of nested conversions. {@link ObjectReader} turns it into a value.
 *
 * <p>Carries no stack trace: it tells about the manifest, not about us.
 */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String field;

    private Refusal(String field, String message) {
        super(message, null, false, false);
        this.field = field;
    }

    /** A value that is not what the field takes. */
    static Refusal of(String field, @Nullable Object value, String expected) {
        return new Refusal(field, field + ": " + shown(value) + " (expected: " + expected + ")");
    }

    /** A refusal whose message says it all. */
    static Refusal saying(String field, String message) {
        return new Refusal(field, message);
    }

    static String shown(@Nullable Object value) {
        if (value == null) {
            return "missing";
        }
        String text = value.toString();
        return "'" + (text.length() <= 80 ? text : text.substring(0, 77) + "...") + "'";
    }

    /** Where in the object, as {@code spec.ports[0].port}; empty = the object. */
    String field() {
        return field;
    }
}
