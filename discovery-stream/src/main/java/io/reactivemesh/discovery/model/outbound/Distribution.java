package io.reactivemesh.discovery.model.outbound;

import java.util.List;

/**
 * Which backend a request goes to.
 *
 * @param <F> filters of backends
 */
public sealed interface Distribution<F> {
    /** None: it is refused, as the filters say. */
    record Empty<F>() implements Distribution<F> {}

    /**
     * The first that is available.
     *
     * @param backends not empty
     */
    record FirstAvailable<F>(List<RouteBackend<F>> backends) implements Distribution<F> {
        public FirstAvailable {
            backends = List.copyOf(backends);
        }
    }

    /**
     * One of them, by weight and chance.
     *
     * @param backends not empty, and not all of weight 0
     */
    record RandomAvailable<F>(List<Weighted<F>> backends) implements Distribution<F> {
        public RandomAvailable {
            backends = List.copyOf(backends);
        }
    }

    /** A backend, and what is done to the requests that go there after the filters of the rule. */
    record RouteBackend<F>(Backend backend, List<F> filters) {
        public RouteBackend {
            filters = List.copyOf(filters);
        }
    }

    /**
     * A share.
     *
     * @param weight 0 = it is never chosen
     */
    record Weighted<F>(RouteBackend<F> backend, int weight) {}

    /** Just this backend. */
    static <F> Distribution<F> to(Backend backend) {
        return new FirstAvailable<>(List.of(new RouteBackend<>(backend, List.of())));
    }
}
