package io.reactivemesh.discovery.model.outbound;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * When a request is sent again.
 *
 * @param limit attempts after the first, at least 1
 * @param timeout how long an attempt waits for response headers before the next; null = as long as it takes
 * @param statuses which responses lead to another attempt; of HTTP routes
 * @param codes the same of gRPC routes
 */
public record Retry(int limit, @Nullable Duration timeout, List<StatusRange> statuses, SortedSet<GrpcCode> codes) {
    /** The largest body that is kept for another attempt. */
    public static final int MAX_REQUEST_BYTES = 64 * 1024;
    /** Between attempts. */
    public static final Backoff BACKOFF = new Backoff(Duration.ofMillis(25), Duration.ofMillis(250), 1, false);

    public Retry {
        statuses = List.copyOf(statuses);
        codes = Collections.unmodifiableSortedSet(new TreeSet<>(codes));
    }

    /**
     * HTTP statuses, both ends included.
     *
     * @param start 100..599
     */
    public record StatusRange(int start, int end) {}

    /** The gRPC statuses that can be retried. */
    public enum GrpcCode {
        CANCELLED,
        DEADLINE_EXCEEDED,
        RESOURCE_EXHAUSTED,
        INTERNAL,
        UNAVAILABLE
    }
}
