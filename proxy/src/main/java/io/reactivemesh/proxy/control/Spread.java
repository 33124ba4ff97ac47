package io.reactivemesh.proxy.control;

import java.util.List;

/**
 * How traffic is spread over backends.
 *
 * @param pick which backend takes the next call
 * @param shares empty only with {@link Pick#NONE}
 * @param <F> what stands in front of each backend
 */
public record Spread<F>(Pick pick, List<Share<F>> shares) {

    /** Which backend takes the next call. */
    public enum Pick {
        /** None: there is nothing to send to. */
        NONE,
        /** The first one that is available. */
        FIRST_AVAILABLE,
        /** A random one of those that are available, by weight. */
        RANDOM_AVAILABLE
    }

    /**
     * One backend.
     *
     * @param weight its share among random ones; 0 = never chosen
     */
    public record Share<F>(BackendPolicy backend, F filters, int weight) {}

    /** Refuses a choice without anything to choose from. */
    public Spread {
        shares = List.copyOf(shares);
        if (shares.isEmpty() && pick != Pick.NONE) {
            throw new IllegalArgumentException("backends: none (expected: at least one for " + pick + ")");
        }
    }

    /** Nowhere. */
    public static <F> Spread<F> none() {
        return new Spread<>(Pick.NONE, List.of());
    }

    /** One backend. */
    public static <F> Spread<F> only(BackendPolicy backend, F filters) {
        return new Spread<>(Pick.FIRST_AVAILABLE, List.of(new Share<>(backend, filters, 1)));
    }
}
