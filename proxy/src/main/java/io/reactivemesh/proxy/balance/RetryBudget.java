package io.reactivemesh.proxy.balance;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How many retries there may be for so many requests: keeps an outage from being multiplied by those who retry it.
 *
 * <p>An account. Each request that needs no further attempt pays in, each retry takes out; what was paid in counts for the time to live.
 * Beside that there is a reserve, which grants a few retries a second to a service that has hardly any traffic. Without the
 * reserve the attempts are at most {@code 1 + ratio} times the requests.
 *
 * <p>Amounts are whole numbers: up to a ratio of 1 a request pays 1 and a retry costs {@code 1/ratio}; above, a request pays 1000 and a
 * retry costs {@code 1000/ratio}. Event loop only.
 */
public final class RetryBudget {

    private static final long LARGE_RATIO_DEPOSIT = 1000;

    private final LongSupplier nanoTime;
    private final SlidingSlots account;
    private final long deposit;
    private final long cost;
    private final long reserve;

    /**
     * Creates a budget with nothing but its reserve.
     *
     * @param nanoTime monotonic clock in nanoseconds
     */
    public RetryBudget(Config config, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.account = new SlidingSlots(config.ttl());
        if (config.ratio() == 0) {
            deposit = 0;
            cost = 1;
        } else if (config.ratio() <= 1) {
            deposit = 1;
            cost = (long) (1 / config.ratio());
        } else {
            deposit = LARGE_RATIO_DEPOSIT;
            cost = Math.max(1, (long) (LARGE_RATIO_DEPOSIT / config.ratio()));
        }
        this.reserve = (long) config.minRetriesPerSecond() * config.ttl().toSeconds() * cost;
    }

    /** A request was answered for good. */
    public void deposit() {
        account.add(deposit, nanoTime.getAsLong());
    }

    /** Takes one retry out. Returns false, and takes nothing, when there is not enough. */
    public boolean withdraw() {
        long now = nanoTime.getAsLong();
        if (reserve + account.sum(now) < cost) {
            return false;
        }
        account.add(-cost, now);
        return true;
    }

    /**
     * The parameters of a budget.
     *
     * @param ttl how long a request counts, 1 s to 60 s
     * @param minRetriesPerSecond retries that are always granted, 0 or more
     * @param ratio retries for each request, 0 to 1000
     */
    public record Config(Duration ttl, int minRetriesPerSecond, double ratio) {

        private static final Duration MIN_TTL = Duration.ofSeconds(1);
        private static final Duration MAX_TTL = Duration.ofSeconds(60);
        private static final double MAX_RATIO = 1000;

        /** Checks the ranges. */
        public Config {
            if (ttl.compareTo(MIN_TTL) < 0 || ttl.compareTo(MAX_TTL) > 0) {
                throw new IllegalArgumentException("ttl: " + ttl + " (expected: 1 s to 60 s)");
            }
            if (minRetriesPerSecond < 0) {
                throw new IllegalArgumentException(
                        "minRetriesPerSecond: " + minRetriesPerSecond + " (expected: 0 or more)");
            }
            if (!(ratio >= 0 && ratio <= MAX_RATIO)) {
                throw new IllegalArgumentException("ratio: " + ratio + " (expected: 0 to 1000)");
            }
        }
    }
}
