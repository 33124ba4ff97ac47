package io.reactivemesh.discovery.model.outbound;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a route: requests that match go through the filters to one of the backends.
 *
 * @param matches one of them has to match; empty = everything does
 * @param filters in order
 * @param retry null = no retries
 * @param overridable whether a client's {@code l5d-} headers may set retries and timeouts
 */
public record Rule<M, F>(
        List<M> matches,
        List<F> filters,
        Distribution<F> backends,
        Timeouts timeouts,
        @Nullable Retry retry,
        boolean overridable) {
    public Rule {
        matches = List.copyOf(matches);
        filters = List.copyOf(filters);
    }
}
