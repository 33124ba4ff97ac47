package io.reactivemesh.actors.kube;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: anything up to a bound that doubles with each failure ("full jitter"), so that many clients of
 * an API server that was away do not come back together. Not thread-safe.
 *
 * @see <a href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Exponential Backoff and Jitter</a>
 */
final class Backoff {
    private final Duration first;
    private final Duration most;
    private final RandomGenerator random;
    private int failures;

    /**
     * A backoff.
     *
     * @param first bound of the first wait
     * @param most bound of any
     */
    Backoff(Duration first, Duration most, RandomGenerator random) {
        this.first = first;
        this.most = most;
        this.random = random;
    }

    /** The wait after one more failure. */
    Duration next() {
        long bound = Math.min(most.toNanos(), first.toNanos() << Math.min(failures, 20));
        failures++;
        return Duration.ofNanos(random.nextLong(bound / 2, bound + 1));
    }

    /** It worked. */
    void reset() {
        failures = 0;
    }
}
