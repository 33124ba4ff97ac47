package io.reactivemesh.discovery.model.outbound;

/** A condition on a header or a query parameter: one of the values of that name is as told. */
public record KeyedMatch(String name, ValueMatch value) {
    /** A condition on a value. */
    public sealed interface ValueMatch {
        /** The whole value. */
        record Exact(String value) implements ValueMatch {}

        /** The whole value, by an RE2 expression. */
        record Regex(String regex) implements ValueMatch {}
    }
}
