package io.reactivemesh.ops.controller;

import io.reactivemesh.discovery.grpc.DiscoveryObserver;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** How many discovery streams there are, were, and what they carried. Any thread. */
final class StreamCounts implements DiscoveryObserver {
    private final Map<Method, Counts> byMethod = new EnumMap<>(Method.class);

    StreamCounts() {
        for (Method method : Method.values()) {
            byMethod.put(method, new Counts(new LongAdder(), new LongAdder(), new LongAdder()));
        }
    }

    @Override
    public void opened(Method method) {
        of(method).opened().increment();
    }

    @Override
    public void closed(Method method) {
        of(method).closed().increment();
    }

    @Override
    public void sent(Method method) {
        of(method).sent().increment();
    }

    Counts of(Method method) {
        return Objects.requireNonNull(byMethod.get(method), "every method has its counts");
    }

    /** Of one method. */
    record Counts(LongAdder opened, LongAdder closed, LongAdder sent) {
        /** Streams that are open now. */
        long open() {
            // Closed first: a stream that comes and goes in between then counts as open, never as minus one.
            long ended = closed.sum();
            return opened.sum() - ended;
        }
    }
}
