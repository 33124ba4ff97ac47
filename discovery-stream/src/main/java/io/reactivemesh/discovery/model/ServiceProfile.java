package io.reactivemesh.discovery.model;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole answer to GetProfile: per-service settings, or the one endpoint that an address stands for. Equal profiles are equal on the
 * wire.
 *
 * @param fullyQualifiedName service DNS name without port; null = not a service
 * @param opaqueProtocol no protocol detection toward this destination
 * @param budget null = the message carries none
 * @param endpoint set when the query named one endpoint
 * @param parent the Service, with port
 * @param source the ServiceProfile object; its kind, namespace and name are empty when none exists
 */
public record ServiceProfile(
        @Nullable String fullyQualifiedName,
        boolean opaqueProtocol,
        List<Route> routes,
        @Nullable RetryBudget budget,
        List<WeightedDestination> overrides,
        @Nullable Endpoint endpoint,
        @Nullable ObjectRef parent,
        @Nullable ObjectRef source) {
    public ServiceProfile {
        routes = List.copyOf(routes);
        overrides = List.copyOf(overrides);
    }

    /** The completely empty profile: "ask the outbound policy". */
    public static final ServiceProfile EMPTY =
            new ServiceProfile(null, false, List.of(), null, List.of(), null, null, null);

    /**
     * A route of a profile; the first whose condition matches classifies the request.
     *
     * @param name becomes the metric label {@code route}
     * @param timeout null = none
     */
    public record Route(
            String name,
            RequestMatch condition,
            List<ResponseClass> responseClasses,
            boolean retryable,
            @Nullable Duration timeout) {
        public Route {
            responseClasses = List.copyOf(responseClasses);
        }
    }

    /** How a response counts. */
    public record ResponseClass(ResponseMatch condition, boolean failure) {}

    /**
     * Retries allowed for all retryable routes together.
     *
     * @param ratio retries per regular request
     * @param minPerSecond always allowed on top
     * @param ttl window in which requests count
     */
    public record RetryBudget(float ratio, int minPerSecond, Duration ttl) {
        /** What applies when nobody set one. */
        public static final RetryBudget DEFAULT = new RetryBudget(0.2f, 10, Duration.ofSeconds(10));
    }

    /**
     * A share of a traffic split.
     *
     * @param authority {@code name:port}
     * @param weight in tenths of a milli-unit of the manifest's quantity
     */
    public record WeightedDestination(String authority, int weight) {}
}
