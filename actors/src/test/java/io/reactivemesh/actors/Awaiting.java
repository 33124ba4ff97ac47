package io.reactivemesh.actors;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Polls a condition with a deadline. */
public final class Awaiting {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(10);

    private Awaiting() {}

    /** Waits until a value is such; it must be in time. */
    public static <T> T until(Supplier<T> value, Predicate<T> wanted) {
        T newest = newest(value, wanted);
        if (!wanted.test(newest)) {
            throw new AssertionError("not in time; newest: " + newest);
        }
        return newest;
    }

    /** Waits until a value is such, or it is too late: for assertions that show what is wrong. */
    public static <T> T newest(Supplier<T> value, Predicate<T> wanted) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        T newest = value.get();
        while (!wanted.test(newest) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL.toNanos());
            newest = value.get();
        }
        return newest;
    }
}
