package io.reactivemesh.discovery.model;

import java.util.List;

/** The condition of a ServiceProfile response class. */
public sealed interface ResponseMatch {
    /** All of them match. */
    record All(List<ResponseMatch> matches) implements ResponseMatch {}

    /** At least one matches. */
    record Any(List<ResponseMatch> matches) implements ResponseMatch {}

    /** The other does not match. */
    record Not(ResponseMatch match) implements ResponseMatch {}

    /** The status is in an interval, both ends included, 100..599. */
    record Status(int min, int max) implements ResponseMatch {}
}
