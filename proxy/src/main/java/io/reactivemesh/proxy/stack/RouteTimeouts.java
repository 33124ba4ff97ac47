package io.reactivemesh.proxy.stack;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long the requests of a route may take; null = as long as they like.
 *
 * @param request from its head to the end of its response, all attempts and all waiting included
 * @param response from when the request was sent to the end of the response, for each attempt
 * @param idle between two pieces of a body, whichever way they go
 * @param head from the request's head to that of its response, all attempts included; for service profiles
 */
public record RouteTimeouts(
        @Nullable Duration request,
        @Nullable Duration response,
        @Nullable Duration idle,
        @Nullable Duration head) {

    /** No limit. */
    public static final RouteTimeouts NONE = new RouteTimeouts(null, null, null, null);

    /** What the outbound policy of a route says. */
    public static RouteTimeouts of(@Nullable Duration request, @Nullable Duration response, @Nullable Duration idle) {
        return new RouteTimeouts(request, response, idle, null);
    }

    /** What a route of a service profile says. */
    public static RouteTimeouts ofProfile(Duration head) {
        return new RouteTimeouts(null, null, null, head);
    }
}
