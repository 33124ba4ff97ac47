package io.reactivemesh.proxy.stack;

import java.util.List;
import java.util.Set;

/** Which outcomes of an attempt are worth another one. */
@FunctionalInterface
public interface RetryCondition {

    /** Whether this response is.
     *
     * @param grpcStatus what a gRPC response says of itself, or {@link Supervisor#NO_GRPC_STATUS}
     */
    boolean matches(int status, int grpcStatus);

    /** Whether trailers matter, so that they are looked at when they follow the head at once. */
    default boolean readsTrailers() {
        return false;
    }

    /** Whether attempts that were never answered are: a queue that gave up, a stream that was refused, time that was up. */
    default boolean retriesUnanswered() {
        return false;
    }

    /**
     * What a route of the outbound policy says.
     *
     * @param statuses HTTP statuses that are retried
     * @param grpcStatuses gRPC statuses that are
     */
    record Statuses(List<Range> statuses, Set<Integer> grpcStatuses) implements RetryCondition {

        /** Copies both. */
        public Statuses {
            statuses = List.copyOf(statuses);
            grpcStatuses = Set.copyOf(grpcStatuses);
        }

        @Override
        public boolean matches(int status, int grpcStatus) {
            if (grpcStatus != Supervisor.NO_GRPC_STATUS && grpcStatuses.contains(grpcStatus)) {
                return true;
            }
            for (Range range : statuses) {
                if (range.contains(status)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public boolean readsTrailers() {
            return !grpcStatuses.isEmpty();
        }

        @Override
        public boolean retriesUnanswered() {
            return true;
        }
    }

    /** HTTP statuses from one to another, both included. */
    record Range(int from, int to) {

        private static final int MAX = 599;

        /** Checks the order. */
        public Range {
            if (from < 1 || to < from || to > MAX) {
                throw new IllegalArgumentException(
                        "statuses: " + from + "-" + to + " (expected: 1 to " + MAX + ", in order)");
            }
        }

        boolean contains(int status) {
            return status >= from && status <= to;
        }
    }
}
