package io.reactivemesh.proxy.stack;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts what it is told of retries; any thread may look. */
final class RecordedRetries implements RetryObserver {

    final AtomicInteger retried = new AtomicInteger();
    final AtomicInteger succeeded = new AtomicInteger();
    final AtomicInteger limitExceeded = new AtomicInteger();
    final AtomicInteger overflowed = new AtomicInteger();
    final AtomicInteger outOfBudget = new AtomicInteger();

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
