package io.reactivemesh.proxy.route;

import java.util.List;

/** Which HTTP statuses a response class of a service profile is for. */
public sealed interface StatusCondition {

    /** Whether a status is one of them. */
    boolean matches(int status);

    /** All of them hold. */
    record All(List<StatusCondition> conditions) implements StatusCondition {

        /** Copies the list. */
        public All {
            conditions = List.copyOf(conditions);
        }

        @Override
        public boolean matches(int status) {
            return conditions.stream().allMatch(each -> each.matches(status));
        }
    }

    /** One of them holds. */
    record Any(List<StatusCondition> conditions) implements StatusCondition {

        /** Copies the list. */
        public Any {
            conditions = List.copyOf(conditions);
        }

        @Override
        public boolean matches(int status) {
            return conditions.stream().anyMatch(each -> each.matches(status));
        }
    }

    /** It does not hold. */
    record Not(StatusCondition condition) implements StatusCondition {

        @Override
        public boolean matches(int status) {
            return !condition.matches(status);
        }
    }

    /** From one status to another, both included. */
    record Range(int from, int to) implements StatusCondition {

        @Override
        public boolean matches(int status) {
            return status >= from && status <= to;
        }
    }
}
