package io.reactivemesh.discovery.model;

import java.util.List;

/** The condition of a ServiceProfile route. */
public sealed interface RequestMatch {
    /** All of them match. */
    record All(List<RequestMatch> matches) implements RequestMatch {}

    /** At least one matches. */
    record Any(List<RequestMatch> matches) implements RequestMatch {}

    /** The other does not match. */
    record Not(RequestMatch match) implements RequestMatch {}

    /** The whole path, without query, matches an RE2 expression. */
    record Path(String regex) implements RequestMatch {}

    /** The verb equals, upper case. */
    record Method(String verb) implements RequestMatch {}
}
