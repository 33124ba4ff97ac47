package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.admin.Cell;
import io.reactivemesh.proxy.admin.Counter;
import io.reactivemesh.proxy.admin.Labels;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.admin.RetryFamilies;
import io.reactivemesh.proxy.stack.RetryObserver;
import java.util.List;

/** Counts the retries of one route. Event loop only. */
final class RetryMeters implements RetryObserver {

    private final Counter limitExceeded;
    private final Counter overflow;
    private final Counter requests;
    private final Counter successes;

    /**
     * Resolves the cells.
     *
     * @param labels parent and route
     */
    RetryMeters(Metrics metrics, RetryFamilies families, Labels labels) {
        this.limitExceeded = metrics.counter(families.limitExceeded(), labels);
        this.overflow = metrics.counter(families.overflow(), labels);
        this.requests = metrics.counter(families.requests(), labels);
        this.successes = metrics.counter(families.successes(), labels);
    }

    @Override
    public void retried() {
        requests.increment();
    }

    @Override
    public void succeeded() {
        successes.increment();
    }

    @Override
    public void limitExceeded() {
        limitExceeded.increment();
    }

    @Override
    public void overflowed() {
        overflow.increment();
    }

    @Override
    public void outOfBudget() {
        // Routes of the outbound policy have no budget.
    }

    /** Gives all cells up; what they counted stays. */
    void release() {
        List.of(limitExceeded, overflow, requests, successes).forEach(Cell::release);
    }
}
