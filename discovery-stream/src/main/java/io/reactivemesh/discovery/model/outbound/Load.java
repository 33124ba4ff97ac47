package io.reactivemesh.discovery.model.outbound;

import java.time.Duration;

/** By what an endpoint's load is measured: latency, as a moving average that remembers peaks. */
public sealed interface Load {
    /** What an endpoint is taken for that has not answered yet. */
    Duration DEFAULT_RTT = Duration.ofMillis(30);

    /** How fast old latencies are forgotten. */
    Duration DECAY = Duration.ofSeconds(10);

    /** Latency alone. */
    record PeakEwma() implements Load {}

    /**
     * Latency, and more for failures.
     *
     * @param penalty latency charged for a failure
     * @param maxRetryAfter how far a server's Retry-After is believed
     */
    record Penalized(Duration penalty, Duration maxRetryAfter) implements Load {
        /** How fast penalties are forgotten. */
        public static final Duration PENALTY_DECAY = Duration.ofSeconds(10);
    }
}
