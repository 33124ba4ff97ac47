package io.reactivemesh.proxy.control;

import java.util.List;

/**
 * What is done with the connections that a route matches.
 *
 * @param route the route, for labels
 * @param filters in front of all backends
 * @param backends with the filters in front of each
 */
public record TcpRule(ResourceRef route, List<Filter> filters, Spread<List<Filter>> backends) {

    /** Copies the list. */
    public TcpRule {
        filters = List.copyOf(filters);
    }

    /** What is done with a connection instead of relaying it. */
    public sealed interface Filter {

        /** It is refused. */
        record Forbidden() implements Filter {}

        /** It fails: the route makes no sense. */
        record Invalid(String message) implements Filter {}
    }
}
