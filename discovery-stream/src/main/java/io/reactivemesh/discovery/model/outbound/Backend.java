package io.reactivemesh.discovery.model.outbound;

import io.reactivemesh.discovery.model.Address;
import java.time.Duration;

/** Where a route sends. */
public record Backend(PolicyRef metadata, Target target) {
    /** Requests that may wait while no endpoint is ready. */
    public static final int QUEUE_CAPACITY = 100;
    /** After so long without a ready endpoint requests fail at once. */
    public static final Duration FAILFAST = Duration.ofSeconds(3);

    /** What is behind it. */
    public sealed interface Target {
        /**
         * The endpoints of a Service.
         *
         * @param path what Destination.Get is asked for: {@code web.shop.svc.cluster.local:80}
         */
        record Balanced(String path, Load load) implements Target {}

        /** One address, whatever is there. */
        record Forward(Address address) implements Target {}

        /** Nothing: requests fail as the filters of the backend say. */
        record Nowhere() implements Target {}
    }
}
