package io.reactivemesh.proxy.route;

import io.reactivemesh.proxy.stack.RetryCondition;
import io.reactivemesh.proxy.stack.Supervisor;
import java.util.List;
import java.util.Set;

/**
 * Which responses of a service profile's route are failures, and so worth a retry: the first class that is for the status says it;
 * where none is, gRPC's own status does, and where there is none either, the status is a failure from 500 on.
 *
 * @param classes in the order in which they are asked
 */
public record ResponseClasses(List<ResponseClass> classes) implements RetryCondition {

    private static final int FIRST_SERVER_ERROR = 500;

    /** UNKNOWN, DEADLINE_EXCEEDED, PERMISSION_DENIED, INTERNAL, UNAVAILABLE, DATA_LOSS. */
    private static final Set<Integer> GRPC_FAILURES = Set.of(2, 4, 7, 13, 14, 15);

    /** Some statuses, and what they mean. */
    public record ResponseClass(StatusCondition condition, boolean failure) {}

    /** Copies the list. */
    public ResponseClasses {
        classes = List.copyOf(classes);
    }

    /** Whether a response is a failure. */
    @Override
    public boolean matches(int status, int grpcStatus) {
        for (ResponseClass each : classes) {
            if (each.condition().matches(status)) {
                return each.failure();
            }
        }
        return grpcStatus == Supervisor.NO_GRPC_STATUS
                ? status >= FIRST_SERVER_ERROR
                : GRPC_FAILURES.contains(grpcStatus);
    }

    @Override
    public boolean readsTrailers() {
        return true;
    }
}
