package io.reactivemesh.proxy.control;

import io.reactivemesh.proxy.route.RequestCondition;
import io.reactivemesh.proxy.route.ResponseClasses;
import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A route of a service profile.
 *
 * @param condition which requests take it
 * @param labels for metrics
 * @param classes which responses are failures
 * @param retryable whether failures are retried, as far as the profile's budget goes
 * @param timeout from the request to the head of its response, all attempts included; null = none
 */
public record ProfileRoute(
        RequestCondition condition,
        SortedMap<String, String> labels,
        ResponseClasses classes,
        boolean retryable,
        @Nullable Duration timeout) {

    /** Copies the labels. */
    public ProfileRoute {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }
}
