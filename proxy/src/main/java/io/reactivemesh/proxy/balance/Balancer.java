package io.reactivemesh.proxy.balance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A load balancer that compares two random endpoints and takes the less loaded one.
 *
 * <h2>Choice</h2>
 *
 * Taking the better of two uniformly drawn bins brings the longest queue from about {@code log n / log log n} down to
 * about {@code log log n} (1): nearly all of the gain of looking at every endpoint, for the price of looking at two,
 * and without the herding of "always the least loaded", where everybody jumps on the endpoint that just recovered.
 * A pick costs O(1) whatever the number of endpoints.
 *
 * <h2>Load</h2>
 *
 * The load of an endpoint is its estimated round-trip time multiplied by the requests in flight plus one, "what the
 * next request would wait if they were served one after the other" (2). The estimate is a <i>peak</i>-sensitive moving
 * average: a sample above the estimate replaces it at once, one below pulls it down with the weight
 * {@code 1 - e^(-dt/decay)}, so that an endpoint that turns slow is avoided after one response and forgiven over the
 * decay time. Reading decays as well: an estimate that is no longer confirmed drifts to zero, so a shunned endpoint is
 * tried again even though nobody sends it the requests that would improve its average.
 *
 * <p>An endpoint's weight divides its load: {@value #NEUTRAL_WEIGHT} is neutral, twice that halves the load.
 *
 * <p>For connections the round trip is the time that it takes to connect, and what is in flight are connections that are being made or
 * open ({@link Entry#connected}). Connecting is so quick that its time mostly says nothing, and an estimate that drifts to zero would in
 * the end outweigh any number of connections: a {@link Config#floor} keeps it from that, and endpoints that are equally near are told apart
 * by their connections alone.
 *
 * <p>An endpoint that fails fast looks quick. Where a {@link Penalty} is configured, a failure counts as a round trip of at least that
 * length, or of as long as the endpoint has asked to be left alone; it is forgotten over a decay time of its own, beside the estimate,
 * and whichever is more is the load.
 *
 * <p>Confined to one event loop; nothing is synchronised. Picking and measuring allocate nothing.
 *
 * <ol>
 *   <li>M. Mitzenmacher, <i>The Power of Two Choices in Randomized Load Balancing</i>, IEEE Transactions on Parallel and
 *       Distributed Systems 12 (10), 2001.
 *   <li>Twitter Finagle, <i>Peak EWMA</i>, user guide, section "Load balancing".
 * </ol>
 *
 * @param <E> what is balanced over
 */
public final class Balancer<E> {

    /** The weight that leaves the load as it is. */
    public static final int NEUTRAL_WEIGHT = 10_000;

    private static final int SUSPENDED = -1;

    private final Config config;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final List<Entry<E>> entries = new ArrayList<>();
    private final Map<Object, Entry<E>> byKey = new HashMap<>();

    /**
     * @param nanoTime monotonic clock in nanoseconds
     * @param random draws the two candidates; seed it in tests
     */
    public Balancer(Config config, LongSupplier nanoTime, RandomGenerator random) {
        this.config = config;
        this.nanoTime = nanoTime;
        this.random = random;
    }

    /** Adds an endpoint of neutral weight; see {@link #add(Object, Object, int)}. */
    public Entry<E> add(Object key, E endpoint) {
        return add(key, endpoint, NEUTRAL_WEIGHT);
    }

    /**
     * Adds an endpoint, or replaces the one of the same key: a replaced endpoint starts with a fresh estimate, its
     * requests in flight end unnoticed.
     *
     * @param key what {@link #remove} will name, for instance its address
     * @param weight relative capacity; anything below 1 counts as 1
     */
    public Entry<E> add(Object key, E endpoint, int weight) {
        Entry<E> entry = new Entry<>(key, endpoint, weight, config, nanoTime);
        Entry<E> old = byKey.put(key, entry);
        if (old == null || old.index == SUSPENDED) {
            resume(entry);
        } else {
            entry.index = old.index;
            entries.set(entry.index, entry);
            old.index = SUSPENDED;
        }
        return entry;
    }

    /** Takes an endpoint out of the choice for a while; what is known of it stays. Idempotent. */
    public void suspend(Entry<E> entry) {
        if (entry.index == SUSPENDED) {
            return;
        }
        Entry<E> last = entries.removeLast();
        if (last != entry) {
            last.index = entry.index;
            entries.set(last.index, last);
        }
        entry.index = SUSPENDED;
    }

    /** Takes a suspended endpoint back into the choice, unless it was removed meanwhile. Idempotent. */
    public void resume(Entry<E> entry) {
        if (entry.index == SUSPENDED && byKey.get(entry.key) == entry) {
            entry.index = entries.size();
            entries.add(entry);
        }
    }

    /** Takes an endpoint out of the choice; its requests in flight go on. Null when the key is unknown. */
    public @Nullable E remove(Object key) {
        Entry<E> removed = byKey.remove(key);
        if (removed == null) {
            return null;
        }
        suspend(removed);
        return removed.endpoint;
    }

    /** How many endpoints there are to choose from: those that are not suspended. */
    public int size() {
        return entries.size();
    }

    /** The less loaded of two distinct random endpoints, the first drawn on ties; null when there is none. */
    public @Nullable Entry<E> pick() {
        int size = entries.size();
        if (size < 2) {
            return size == 0 ? null : entries.getFirst();
        }
        int a = random.nextInt(size);
        int b = random.nextInt(size - 1);
        if (b >= a) {
            b++;
        }
        Entry<E> first = entries.get(a);
        Entry<E> second = entries.get(b);
        long now = nanoTime.getAsLong();
        return first.load(now) <= second.load(now) ? first : second;
    }

    /**
     * Parameters of the load estimate.
     *
     * @param defaultRtt the estimate of an endpoint that has not been measured yet
     * @param decay time constant of the moving average; values below 1 ms count as 1 ms
     * @param penalty what failures cost; null = what they take
     * @param floor what an estimate never falls below: differences between shorter times say nothing of an endpoint
     */
    public record Config(
            Duration defaultRtt, Duration decay, @Nullable Penalty penalty, Duration floor) {

        /** 30 ms and 10 s: what applies unless a policy says otherwise. */
        public static final Config DEFAULT = new Config(Duration.ofMillis(30), Duration.ofSeconds(10));

        /** Checks the ranges. */
        public Config {
            if (defaultRtt.isNegative()) {
                throw new IllegalArgumentException("defaultRtt: " + defaultRtt + " (expected: not negative)");
            }
        }

        /** An estimate to which a failure is a response like any other. */
        public Config(Duration defaultRtt, Duration decay) {
            this(defaultRtt, decay, null);
        }

        /** An estimate that may fall to nothing. */
        public Config(Duration defaultRtt, Duration decay, @Nullable Penalty penalty) {
            this(defaultRtt, decay, penalty, Duration.ZERO);
        }

        /** The same with another floor. */
        public Config above(Duration newFloor) {
            return new Config(defaultRtt, decay, penalty, newFloor);
        }

        double decayNanos() {
            return Balancer.decayNanos(decay);
        }
    }

    /**
     * What a failure counts as.
     *
     * @param rtt the least round trip that it counts as
     * @param maxRetryAfter the most that the endpoint can ask to be left alone for
     * @param decay time constant with which it is forgotten; values below 1 ms count as 1 ms
     */
    public record Penalty(Duration rtt, Duration maxRetryAfter, Duration decay) {

        /** 5 s, 300 s and 10 s: what applies where a policy asks for penalties and says no more. */
        public static final Penalty DEFAULT =
                new Penalty(Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofSeconds(10));
    }

    private static double decayNanos(Duration decay) {
        return Math.max(decay.toNanos(), 1_000_000L);
    }

    /**
     * One endpoint and its load.
     *
     * @param <E> what is balanced over
     */
    public static final class Entry<E> {

        private final Object key;
        private final E endpoint;
        private final LongSupplier nanoTime;
        private final double decayNanos;
        private final double floorNanos;
        private final double loadPerRtt;
        private final @Nullable Penalty penalty;
        private int index = SUSPENDED;
        private double rttNanos;
        private long updated;
        private int pending;
        private double penaltyNanos;
        private long penalised;

        private Entry(Object key, E endpoint, int weight, Config config, LongSupplier nanoTime) {
            this.key = key;
            this.endpoint = endpoint;
            this.nanoTime = nanoTime;
            this.decayNanos = config.decayNanos();
            this.floorNanos = config.floor().toNanos();
            this.penalty = config.penalty();
            this.loadPerRtt = (double) NEUTRAL_WEIGHT / Math.max(weight, 1);
            this.rttNanos = config.defaultRtt().toNanos();
            this.updated = nanoTime.getAsLong();
        }

        /** What was handed to {@link Balancer#add}. */
        public E endpoint() {
            return endpoint;
        }

        /** The key it was added under. */
        public Object key() {
            return key;
        }

        /** Requests dispatched and not measured yet; connections begun and not released. */
        public int pending() {
            return pending;
        }

        /** Counts a request as dispatched; hand the returned time to {@link #firstByte} or {@link #abandon}, once. */
        public long start() {
            pending++;
            return nanoTime.getAsLong();
        }

        /** Completes a measurement: the first bytes of the response body are here, or its end if it has none. */
        public void firstByte(long started) {
            complete(started);
        }

        /** Completes the measurement of a connection that is made now; it counts as pending until {@link #release}. */
        public void connected(long started) {
            measure(started);
        }

        /** A connection has ended. */
        public void release() {
            pending--;
        }

        /** Completes a measurement of a request that was dropped or has failed: the time it took counts too. */
        public void abandon(long started) {
            complete(started);
        }

        /** Whether failures are to be told by {@link #fail}. */
        public boolean penalises() {
            return penalty != null;
        }

        /**
         * Completes a measurement of a request that the endpoint has failed, as soon as that is known.
         *
         * @param retryAfterNanos how long it asked to be left alone, 0 = it did not ask
         */
        public void fail(long started, long retryAfterNanos) {
            complete(started);
            if (penalty != null) {
                long asked = Math.min(retryAfterNanos, penalty.maxRetryAfter().toNanos());
                long now = updated;
                penaltyNanos = Math.max(
                        (double) Math.max(asked, penalty.rtt().toNanos()),
                        penaltyNanos * Math.exp(-(now - penalised) / decayNanos(penalty.decay())));
                penalised = now;
            }
        }

        private void complete(long started) {
            pending--;
            measure(started);
        }

        private void measure(long started) {
            long now = nanoTime.getAsLong();
            double sample = Math.max(0, now - started);
            if (sample > rttNanos) {
                rttNanos = sample;
            } else {
                double keep = Math.exp(-(now - updated) / decayNanos);
                rttNanos = rttNanos * keep + sample * (1 - keep);
            }
            updated = now;
        }

        /** Decayed estimate in nanoseconds times (pending + 1), divided by the relative weight. */
        double load(long now) {
            long age = now - updated;
            double rtt = age <= 0 ? rttNanos : rttNanos * Math.exp(-age / decayNanos);
            if (penalty != null && penaltyNanos > 0) {
                rtt = Math.max(rtt, penaltyNanos * Math.exp(-(now - penalised) / decayNanos(penalty.decay())));
            }
            return Math.max(rtt, floorNanos) * (pending + 1) * loadPerRtt;
        }
    }
}
