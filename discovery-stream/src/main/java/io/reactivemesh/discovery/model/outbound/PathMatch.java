package io.reactivemesh.discovery.model.outbound;

/** A condition on the path of a request, without its query. */
public sealed interface PathMatch {
    /** The whole path. */
    record Exact(String path) implements PathMatch {}

    /** The first segments of the path. */
    record Prefix(String path) implements PathMatch {}

    /** The whole path, by an RE2 expression. */
    record Regex(String regex) implements PathMatch {}
}
