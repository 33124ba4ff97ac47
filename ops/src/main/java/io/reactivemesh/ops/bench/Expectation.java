package io.reactivemesh.ops.bench;

import io.reactivemesh.ops.bench.Watch.Kind;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** A message that each of some streams is expected to receive, and when each did. Filled on the event loop, read when it is over. */
final class Expectation {
    private final Predicate<Watch> whom;
    private final Set<Kind> kinds;
    private final long[] receivedAt;
    private final CountDownLatch met = new CountDownLatch(1);
    private final AtomicReference<@Nullable String> failed = new AtomicReference<>();
    private volatile int outstanding;

    /**
     * Nothing received yet.
     *
     * @param streams of the whole run
     * @param outstanding how many of them are expected to receive it
     */
    Expectation(int streams, Predicate<Watch> whom, int outstanding, Set<Kind> kinds) {
        this.whom = whom;
        this.kinds = kinds;
        this.receivedAt = new long[streams];
        this.outstanding = outstanding;
    }

    /** Takes a message if it is what was expected of this stream, once. */
    boolean accepts(Watch watch, Kind kind, long nanoTime) {
        if (!kinds.contains(kind) || !whom.test(watch) || receivedAt[watch.index()] != 0) {
            return false;
        }
        receivedAt[watch.index()] = nanoTime;
        int left = outstanding - 1;
        outstanding = left;
        if (left == 0) {
            met.countDown();
        }
        return true;
    }

    /** Streams that have not received it yet; any thread. */
    int outstanding() {
        return outstanding;
    }

    void fail(String why) {
        failed.compareAndSet(null, why);
        met.countDown();
    }

    /**
     * Blocks until every stream received it.
     *
     * @return false = the time is over, and some did not
     * @throws BenchFailure when a stream ended
     */
    boolean await(Duration atMost) throws InterruptedException {
        boolean inTime = met.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        String why = failed.get();
        if (why != null) {
            throw new BenchFailure(why);
        }
        return inTime;
    }

    /** When the first stream received it; {@link Long#MAX_VALUE} = none did. */
    long firstAt() {
        return LongStream.of(receivedAt).filter(at -> at != 0).min().orElse(Long.MAX_VALUE);
    }

    /** When the last of those that did received it. */
    long lastAt() {
        return LongStream.of(receivedAt).max().orElse(0);
    }

    /** Adds the time from {@code since} to each receipt, in nanoseconds. */
    void addLatencies(long since, Histogram latencies) {
        for (long at : receivedAt) {
            if (at != 0) {
                latencies.recordValue(Math.clamp(at - since, 0, latencies.getHighestTrackableValue()));
            }
        }
    }
}
