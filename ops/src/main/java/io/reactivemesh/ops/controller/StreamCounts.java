package io.reactivemesh.ops.controller;

import io.grpc.Status;
import io.reactivemesh.discovery.grpc.DiscoveryObserver;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** How many discovery streams there are, were, how they ended, and what they carried. Any thread. */
final class StreamCounts implements DiscoveryObserver {
    private final Map<Method, OfMethod> byMethod = new EnumMap<>(Method.class);

    StreamCounts() {
        for (Method method : Method.values()) {
            byMethod.put(method, new OfMethod());
        }
    }

    @Override
    public void opened(Method method) {
        of(method).opened.increment();
    }

    @Override
    public void closed(Method method, Status.Code code) {
        of(method).closed.increment();
        of(method).ended(code).increment();
    }

    @Override
    public void refused(Method method, Status.Code code) {
        of(method).refused.increment();
        of(method).ended(code).increment();
    }

    @Override
    public void sent(Method method) {
        of(method).sent.increment();
    }

    OfMethod of(Method method) {
        return Objects.requireNonNull(byMethod.get(method), "every method has its counts");
    }

    /** Of one method. */
    static final class OfMethod {
        private final LongAdder opened = new LongAdder();
        private final LongAdder closed = new LongAdder();
        private final LongAdder refused = new LongAdder();
        private final LongAdder sent = new LongAdder();
        private final Map<Status.Code, LongAdder> ended = new EnumMap<>(Status.Code.class);

        private OfMethod() {
            for (Status.Code code : Status.Code.values()) {
                ended.put(code, new LongAdder());
            }
        }

        private LongAdder ended(Status.Code code) {
            return Objects.requireNonNull(ended.get(code), "every code has its count");
        }

        /** Streams opened since start. */
        long opened() {
            return opened.sum();
        }

        /** Streams that are open now. */
        long open() {
            // Closed first: a stream that comes and goes in between then counts as open, never as minus one.
            long gone = closed.sum();
            return opened.sum() - gone;
        }

        /** Requests, whether they led to a stream or not. */
        long started() {
            return opened.sum() + refused.sum();
        }

        /** Requests that were answered with a status, at once or after a stream. */
        long handled(Status.Code code) {
            return ended(code).sum();
        }

        /** Messages handed to streams. */
        long sent() {
            return sent.sum();
        }
    }
}
