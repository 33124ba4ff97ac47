package io.reactivemesh.proxy.stack;

import io.reactivemesh.proxy.admin.Counter;
import io.reactivemesh.proxy.admin.Family;
import io.reactivemesh.proxy.admin.Labels;
import io.reactivemesh.proxy.admin.Metrics;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** Counts what the proxy refuses, by the kind of error. Event loop only. */
public final class ErrorMeter implements Consumer<Refusal> {

    private final Metrics metrics;
    private final Family family;
    private final Function<String, Labels> labels;
    private final Map<String, Counter> counters = new HashMap<>(2);

    /**
     * Creates the meter; a series appears with its first error.
     *
     * @param labels the labels of an error's series, from the value of the {@code error} label
     */
    public ErrorMeter(Metrics metrics, Family family, Function<String, Labels> labels) {
        this.metrics = metrics;
        this.family = family;
        this.labels = labels;
    }

    @Override
    public void accept(Refusal refusal) {
        // What a policy has asked for is an answer, not an error.
        if (!refusal.error().isEmpty()) {
            count(refusal.error());
        }
    }

    /** Counts an error that no call was refused for. */
    public void count(String error) {
        counters.computeIfAbsent(error, kind -> metrics.counter(family, labels.apply(kind)))
                .increment();
    }

    /** Gives all cells up; what they counted stays. */
    public void release() {
        counters.values().forEach(Counter::release);
        counters.clear();
    }
}
