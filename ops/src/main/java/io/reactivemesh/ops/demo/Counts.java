package io.reactivemesh.ops.demo;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;

/**
 * What proxies counted of requests: either since they started or between two looks.
 *
 * @param responses all, failed ones included
 * @param successes by the proxies' own classification
 * @param latencyBuckets upper bound in milliseconds → responses at most that slow; the last bound is +Inf
 */
record Counts(double responses, double successes, NavigableMap<Double, Double> latencyBuckets) {
    static final Counts NONE = new Counts(0, 0, new TreeMap<>());

    Counts {
        latencyBuckets = Collections.unmodifiableNavigableMap(new TreeMap<>(latencyBuckets));
    }

    Counts plus(Counts other) {
        return combine(other, Double::sum);
    }

    /** What was added since an earlier look. */
    Counts since(Counts earlier) {
        return combine(earlier, (now, then) -> now - then);
    }

    private Counts combine(Counts other, DoubleBinaryOperator operator) {
        NavigableMap<Double, Double> buckets = new TreeMap<>(latencyBuckets);
        other.latencyBuckets.keySet().forEach(bound -> buckets.putIfAbsent(bound, 0.0));
        buckets.replaceAll(
                (bound, count) -> operator.applyAsDouble(count, other.latencyBuckets.getOrDefault(bound, 0.0)));
        return new Counts(
                operator.applyAsDouble(responses, other.responses),
                operator.applyAsDouble(successes, other.successes),
                buckets);
    }

    /** Successes of all responses, 0..1; NaN when there were none. */
    double successRate() {
        return responses > 0 ? successes / responses : Double.NaN;
    }

    /**
     * The latency in milliseconds that a share of the responses did not exceed, interpolated within its bucket as Prometheus's
     * {@code histogram_quantile} does: linearly, from 0 in the first bucket; in the +Inf bucket it is the highest finite bound.
     *
     * @param share 0..1
     * @return NaN when there were no responses
     */
    double quantile(double share) {
        if (latencyBuckets.isEmpty() || latencyBuckets.lastEntry().getValue() <= 0) {
            return Double.NaN;
        }
        double rank = share * latencyBuckets.lastEntry().getValue();
        double lowerBound = 0;
        double below = 0;
        for (var bucket : latencyBuckets.entrySet()) {
            double upperBound = bucket.getKey();
            double upTo = bucket.getValue();
            if (upTo >= rank && upTo > 0) {
                return Double.isInfinite(upperBound) || upTo <= below
                        ? lowerBound
                        : lowerBound + (upperBound - lowerBound) * (rank - below) / (upTo - below);
            }
            lowerBound = upperBound;
            below = upTo;
        }
        return lowerBound;
    }
}
