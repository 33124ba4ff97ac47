package io.reactivemesh.proxy.inbound;

import io.reactivemesh.proxy.balance.RateLimiter;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/** The rate limiters of a proxy's ports, each shared by all event loops. One outlives policies that say the same. Any thread. */
final class RateLimits {

    private record Present(RateLimiter.Config config, RateLimiter limiter) {}

    private final ConcurrentMap<Integer, Present> byPort = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    RateLimits(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The limiter of a port; buckets are full after a change. */
    RateLimiter of(int port, RateLimiter.Config config) {
        return byPort.compute(
                        port,
                        (_, present) -> present != null && present.config.equals(config)
                                ? present
                                : new Present(config, new RateLimiter(config, nanoTime)))
                .limiter();
    }
}
