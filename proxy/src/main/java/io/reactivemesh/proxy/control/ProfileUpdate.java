package io.reactivemesh.proxy.control;

import io.reactivemesh.proxy.balance.RetryBudget.Config;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer to "what is this destination?". */
public sealed interface ProfileUpdate {

    /**
     * The control plane's settings for a destination. An entirely empty one means "ask the policy".
     *
     * @param fqn DNS name of the Service without port; null unless the destination is a Service
     * @param opaque do not detect a protocol; always applies
     * @param endpoint the one endpoint, when the lookup named one rather than a Service
     * @param overrides weighted alternatives, none of weight 0; they apply only together with {@code fqn}
     * @param routes the first that is for a request is taken; they apply only together with {@code fqn}
     * @param retryBudget shared by all retryable routes; null = nothing is retried
     */
    record Profile(
            @Nullable String fqn,
            boolean opaque,
            @Nullable ProxyEndpoint endpoint,
            List<WeightedAuthority> overrides,
            List<ProfileRoute> routes,
            @Nullable Config retryBudget)
            implements ProfileUpdate {

        /** Copies the lists. */
        public Profile {
            overrides = List.copyOf(overrides);
            routes = List.copyOf(routes);
        }
    }

    /** There is no profile: lookups are not allowed for this name or address, or the control plane refuses it for good. */
    record None() implements ProfileUpdate {}

    /**
     * A weighted alternative to the destination.
     *
     * @param authority {@code host:port}
     * @param weight share among the alternatives, above 0
     */
    record WeightedAuthority(String authority, int weight) {}
}
