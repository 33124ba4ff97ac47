package io.reactivemesh.proxy.stack;

import io.reactivemesh.proxy.balance.RetryBudget;
import io.reactivemesh.proxy.transport.Loop;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Counts what it is told of retries; any thread may look. */
final class RecordedRetries implements RetryObserver {

    final AtomicInteger retried = new AtomicInteger();
    final AtomicInteger succeeded = new AtomicInteger();
    final AtomicInteger limitExceeded = new AtomicInteger();
    final AtomicInteger overflowed = new AtomicInteger();
    final AtomicInteger outOfBudget = new AtomicInteger();

    /**
     * What a layer on a loop stands in, with these retries noted.
     *
     * @param available whether there is anybody to try
     */
    ResilienceLayer.Surroundings on(Loop loop, BooleanSupplier available, RetryBudget.@Nullable Config budget) {
        RetryBudget spent = budget == null ? null : new RetryBudget(budget, loop.clock());
        return new ResilienceLayer.Surroundings(
                available, spent, loop, loop.clock(), new SplittableRandom(1), _ -> this);
    }

    @Override
    public void retried() {
        retried.incrementAndGet();
    }

    @Override
    public void succeeded() {
        succeeded.incrementAndGet();
    }

    @Override
    public void limitExceeded() {
        limitExceeded.incrementAndGet();
    }

    @Override
    public void overflowed() {
        overflowed.incrementAndGet();
    }

    @Override
    public void outOfBudget() {
        outOfBudget.incrementAndGet();
    }
}
