package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.admin.Counter;
import io.reactivemesh.proxy.admin.Labels;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.admin.ProxyMetrics;
import io.reactivemesh.proxy.admin.ResponseFamilies;
import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.Layer;
import io.reactivemesh.proxy.stack.ResponseMeter;
import io.reactivemesh.proxy.stack.RetryCondition;
import io.reactivemesh.proxy.stack.RetryObserver;
import org.jspecify.annotations.Nullable;

/**
 * Counts the requests that take one route of a service profile, the attempts made for them, and their retries. What is a failure the route
 * says. Event loop only.
 */
final class ProfileRouteMeters implements RetryObserver {

    private final Metrics metrics;
    private final Labels labels;
    private final ResponseMeter requests;
    private final ResponseMeter attempts;
    private @Nullable Counter retryable;
    private @Nullable Counter outOfBudget;

    /**
     * Resolves the cells.
     *
     * @param labels direction, destination, and those of the route
     * @param failures which responses are failures
     */
    ProfileRouteMeters(Metrics metrics, Labels labels, RetryCondition failures) {
        this.metrics = metrics;
        this.labels = labels;
        this.requests = new ResponseMeter(metrics, ResponseFamilies.PROFILE_ROUTE, labels, failures);
        this.attempts = new ResponseMeter(metrics, ResponseFamilies.PROFILE_ATTEMPTS, labels, failures);
    }

    /** The layer above timeouts and retries. */
    Layer<HttpCall> requests() {
        return requests.counting();
    }

    /** The layer below them. */
    Layer<HttpCall> attempts() {
        return attempts.counting();
    }

    @Override
    public void retried() {
        if (retryable == null) {
            retryable = metrics.counter(ProxyMetrics.ROUTE_RETRYABLE_TOTAL, labels);
        }
        retryable.increment();
    }

    @Override
    public void outOfBudget() {
        retried();
        if (outOfBudget == null) {
            outOfBudget = metrics.counter(ProxyMetrics.ROUTE_RETRYABLE_TOTAL, labels.and("skipped", "no_budget"));
        }
        outOfBudget.increment();
    }

    @Override
    public void succeeded() {
        // Seen in the difference between requests and attempts.
    }

    @Override
    public void limitExceeded() {
        // Only the budget limits the retries of a profile.
    }

    @Override
    public void overflowed() {
        // Has no series of its own: the response is what is counted.
    }

    /** Gives all cells up; what they counted stays. */
    void release() {
        requests.release();
        attempts.release();
        if (retryable != null) {
            retryable.release();
        }
        if (outOfBudget != null) {
            outOfBudget.release();
        }
    }
}
