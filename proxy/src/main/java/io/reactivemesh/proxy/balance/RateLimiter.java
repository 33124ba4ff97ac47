package io.reactivemesh.proxy.balance;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A local rate limit: so many requests a second over all clients of a port, and so many for each client.
 *
 * <p>Each limit is a generic cell rate algorithm (ITU-T I.371): one number, the time at which the bucket would be full again if nothing
 * more came. A limit of {@code n} a second lets {@code n} through at once, and from then on one every {@code 1/n} s. The limit over all is
 * asked first, and charged even when the client's own then refuses. Clients without an identity share one bucket.
 *
 * <p>Buckets that have filled up again are forgotten, so that clients that come and go cost nothing. Any thread: the limits of a port hold
 * over all its event loops.
 */
public final class RateLimiter {

    private static final String NO_IDENTITY = "";
    private static final int BUCKETS_BEFORE_SWEEP = 1024;

    /** What a limit is over. */
    public enum Scope {
        /** All clients. */
        TOTAL("total", "total"),
        /** One client. */
        IDENTITY("per-identity", "identity"),
        /** A group of clients that has a limit of its own. */
        OVERRIDE("override", "identity");

        private final String name;
        private final String label;

        Scope(String name, String label) {
            this.name = name;
            this.label = label;
        }

        /** The value of the {@code ratelimit_scope} label. */
        public String label() {
            return label;
        }
    }

    /**
     * Why a request was refused.
     *
     * @param perSecond the limit that was exceeded
     */
    public record Exceeded(Scope scope, int perSecond) {

        /** The reason in words. */
        public String message() {
            return scope.name + " rate limit exceeded: " + perSecond + "rps";
        }
    }

    /**
     * The limits, in requests a second; 0 = none.
     *
     * @param total over all clients
     * @param identity for each client that is in no group
     * @param overrides groups with limits of their own, the first that names a client counts
     */
    public record Config(int total, int identity, List<ClientGroup> overrides) {

        /** Copies the groups, and checks the ranges. */
        public Config {
            overrides = List.copyOf(overrides);
            if (total < 0 || identity < 0) {
                throw new IllegalArgumentException(
                        "rate limit: " + total + ", " + identity + " (expected: 0 or more a second)");
            }
        }
    }

    /**
     * A group of clients that shares one bucket.
     *
     * @param perSecond 0 = no limit
     */
    public record ClientGroup(int perSecond, Set<String> identities) {

        /** Copies the identities, and checks the range. */
        public ClientGroup {
            identities = Set.copyOf(identities);
            if (perSecond < 0) {
                throw new IllegalArgumentException("rate limit: " + perSecond + " (expected: 0 or more a second)");
            }
        }
    }

    private record Group(@Nullable Bucket bucket, @Nullable Exceeded exceeded) {}

    private final LongSupplier nanoTime;
    private final @Nullable Bucket total;
    private final Exceeded totalExceeded;
    private final Exceeded identityExceeded;
    private final Map<String, Group> groups = new HashMap<>();
    private final ConcurrentHashMap<String, Bucket> clients = new ConcurrentHashMap<>();

    /**
     * Creates a limiter with full buckets.
     *
     * @param nanoTime monotonic clock in nanoseconds, for any thread
     */
    public RateLimiter(Config config, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.totalExceeded = new Exceeded(Scope.TOTAL, config.total());
        this.identityExceeded = new Exceeded(Scope.IDENTITY, config.identity());
        long now = nanoTime.getAsLong();
        this.total = bucket(config.total(), now);
        for (ClientGroup override : config.overrides()) {
            Group group =
                    new Group(bucket(override.perSecond(), now), new Exceeded(Scope.OVERRIDE, override.perSecond()));
            override.identities().forEach(identity -> groups.putIfAbsent(identity, group));
        }
    }

    private static @Nullable Bucket bucket(int perSecond, long now) {
        return perSecond == 0 ? null : new Bucket(perSecond, now);
    }

    /**
     * Charges a request.
     *
     * @param identity of its client; null = it has none
     * @return why it is refused, or null when it may pass
     */
    public @Nullable Exceeded admit(@Nullable String identity) {
        long now = nanoTime.getAsLong();
        if (total != null && !total.take(now)) {
            return totalExceeded;
        }
        Group group = identity == null ? null : groups.get(identity);
        if (group != null) {
            return group.bucket == null || group.bucket.take(now) ? null : group.exceeded;
        }
        if (identityExceeded.perSecond() == 0) {
            return null;
        }
        Bucket own = clients.computeIfAbsent(
                identity == null ? NO_IDENTITY : identity, _ -> new Bucket(identityExceeded.perSecond(), now));
        if (clients.size() > BUCKETS_BEFORE_SWEEP) {
            clients.values().removeIf(bucket -> bucket != own && bucket.isFull(now));
        }
        return own.take(now) ? null : identityExceeded;
    }

    /** How many clients have a bucket that is not known to be full. */
    int buckets() {
        return clients.size();
    }

    private static final class Bucket {

        private static final long NANOS_PER_SECOND = 1_000_000_000;

        private final long interval;
        private final long burst;
        private final AtomicLong fullAt;

        Bucket(int perSecond, long now) {
            this.interval = Math.max(1, NANOS_PER_SECOND / perSecond);
            this.burst = interval * perSecond;
            this.fullAt = new AtomicLong(now);
        }

        boolean isFull(long now) {
            return fullAt.get() - now <= 0;
        }

        boolean take(long now) {
            while (true) {
                long before = fullAt.get();
                long after = (before - now > 0 ? before : now) + interval;
                if (after - now > burst) {
                    return false;
                }
                if (fullAt.compareAndSet(before, after)) {
                    return true;
                }
            }
        }
    }
}
