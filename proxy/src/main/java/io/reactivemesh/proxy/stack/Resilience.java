package io.reactivemesh.proxy.stack;

import org.jspecify.annotations.Nullable;

/**
 * What a route does about requests that fail or take too long. A value.
 *
 * @param retry null = a failure is passed on
 * @param clientsMayChange whether {@code l5d-*} headers of a request override both ({@link ResilienceHeaders})
 */
public record Resilience(RouteTimeouts timeouts, @Nullable RetryPolicy retry, boolean clientsMayChange) {

    /** Requests take as long as they take, and are sent once. */
    public static final Resilience NONE = new Resilience(RouteTimeouts.NONE, null, false);

    /** Whether nobody has to watch requests. */
    public boolean isNone() {
        return timeouts.equals(RouteTimeouts.NONE) && retry == null;
    }
}
