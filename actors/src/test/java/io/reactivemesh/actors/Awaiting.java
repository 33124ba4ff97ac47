package io.reactivemesh.actors;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Polls a condition with a deadline. */
public final class Awaiting {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Awaiting() {}

    public static <T> T until(Supplier<T> value, Predicate<T> wanted) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        T newest = value.get();
        while (!wanted.test(newest)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not in time; newest: " + newest);
            }
            LockSupport.parkNanos(20_000_000);
            newest = value.get();
        }
        return newest;
    }
}
