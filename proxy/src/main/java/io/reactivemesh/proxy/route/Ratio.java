package io.reactivemesh.proxy.route;

import java.util.random.RandomGenerator;

/**
 * A share of all requests.
 *
 * @param numerator 0 to {@code denominator}
 * @param denominator above 0
 */
public record Ratio(long numerator, long denominator) {

    /** Every request. */
    public static final Ratio ALWAYS = new Ratio(1, 1);

    /** Checks the ranges. */
    public Ratio {
        if (denominator <= 0 || numerator < 0 || numerator > denominator) {
            throw new IllegalArgumentException(
                    "ratio: " + numerator + "/" + denominator + " (expected: from 0 to 1, denominator above 0)");
        }
    }

    boolean hits(RandomGenerator random) {
        return numerator == denominator || (numerator > 0 && random.nextLong(denominator) < numerator);
    }
}
