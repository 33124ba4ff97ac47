package io.reactivemesh.proxy.stack;

import io.reactivemesh.proxy.ProxyConfig.Backoff;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When an attempt is followed by another, and how often.
 *
 * @param condition which outcomes are
 * @param maxRetries attempts beside the first, at most
 * @param maxBodyBytes the largest request body that is kept to be sent again
 * @param timeout how long an attempt may take to begin to be answered, from when the request was sent; the last one may take longer;
 *     null = as long as it likes
 * @param backoff how long to wait before another attempt; null = not at all
 */
public record RetryPolicy(
        RetryCondition condition,
        int maxRetries,
        int maxBodyBytes,
        @Nullable Duration timeout,
        @Nullable Backoff backoff) {

    /** The body that is kept where nothing says how much. */
    public static final int DEFAULT_BODY_BYTES = 64 * 1024;

    /** Checks the ranges. */
    public RetryPolicy {
        if (maxRetries < 0 || maxBodyBytes < 0) {
            throw new IllegalArgumentException(
                    "retries: " + maxRetries + ", " + maxBodyBytes + " bytes" + " (expected: 0 or more)");
        }
    }

    /** What is retried for a service profile: as often as a budget allows, at once, and only what was answered. */
    public static RetryPolicy ofProfile(RetryCondition condition) {
        return new RetryPolicy(condition, Integer.MAX_VALUE, DEFAULT_BODY_BYTES, null, null);
    }
}
