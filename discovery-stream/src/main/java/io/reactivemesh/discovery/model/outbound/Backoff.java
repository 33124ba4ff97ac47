package io.reactivemesh.discovery.model.outbound;

import java.time.Duration;

/**
 * Waits that double.
 *
 * @param min the first; at most {@code max}
 * @param max more than 0
 * @param jitter 0..100, the random part on top, as a ratio
 * @param respectRetryAfter a server's Retry-After may make a wait longer
 */
public record Backoff(Duration min, Duration max, float jitter, boolean respectRetryAfter) {}
