package io.reactivemesh.proxy.route;

import java.util.List;

/** Which requests a route of a service profile is for. */
public sealed interface RequestCondition {

    /** Whether a request is one of them. */
    boolean matches(Requested request);

    /** All of them hold. */
    record All(List<RequestCondition> conditions) implements RequestCondition {

        /** Copies the list. */
        public All {
            conditions = List.copyOf(conditions);
        }

        @Override
        public boolean matches(Requested request) {
            return conditions.stream().allMatch(each -> each.matches(request));
        }
    }

    /** One of them holds. */
    record Any(List<RequestCondition> conditions) implements RequestCondition {

        /** Copies the list. */
        public Any {
            conditions = List.copyOf(conditions);
        }

        @Override
        public boolean matches(Requested request) {
            return conditions.stream().anyMatch(each -> each.matches(request));
        }
    }

    /** It does not hold. */
    record Not(RequestCondition condition) implements RequestCondition {

        @Override
        public boolean matches(Requested request) {
            return !condition.matches(request);
        }
    }

    /** The path without its query is matched as a whole. */
    record Path(Regex regex) implements RequestCondition {

        @Override
        public boolean matches(Requested request) {
            return regex.matches(request.path());
        }
    }

    /** The method is this. */
    record Method(String name) implements RequestCondition {

        @Override
        public boolean matches(Requested request) {
            return name.equals(request.method());
        }
    }
}
