package io.reactivemesh.ops.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CountsTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    @ParameterizedTest(name = "{0} of the responses took at most {1} ms: {2}")
    @CsvSource({
        "0.05,  0.5, within the first bucket counts from zero",
        "0.10,  1.0, at the upper bound of the first bucket",
        "0.50,  6.0, within a bucket interpolates linearly",
        "0.90, 10.0, at the bound below the last finite bucket",
        "0.95, 10.0, in the infinite bucket is the highest finite bound"
    })
    void quantilesInterpolateAsPrometheusDoes(double share, double expectedMs, String reason) {
        Counts counts = counts(100, Map.of(1.0, 10.0, 2.0, 10.0, 10.0, 90.0, INFINITY, 100.0));

        assertThat(counts.quantile(share)).as(reason).isCloseTo(expectedMs, within(1e-9));
    }

    @Test
    void withoutResponsesThereIsNoQuantileAndNoSuccessRate() {
        Counts none = counts(0, Map.of(1.0, 0.0, INFINITY, 0.0));

        assertThat(none.quantile(0.5)).isNaN();
        assertThat(Counts.NONE.quantile(0.5)).isNaN();
        assertThat(none.successRate()).isNaN();
    }

    @Test
    void emptyBucketsBelowAreSkipped() {
        Counts counts = counts(4, Map.of(1.0, 0.0, 2.0, 0.0, 3.0, 4.0, INFINITY, 4.0));

        assertThat(counts.quantile(0.5)).isCloseTo(2.5, within(1e-9));
        assertThat(counts.quantile(0)).isBetween(0.0, 2.0);
    }

    @Test
    void differenceOfTwoLooksIsWhatHappenedBetween() {
        Counts earlier = new Counts(10, 9, new TreeMap<>(Map.of(1.0, 10.0, 2.0, 10.0, INFINITY, 10.0)));
        Counts later = new Counts(30, 19, new TreeMap<>(Map.of(1.0, 10.0, 2.0, 30.0, INFINITY, 30.0)));

        Counts between = later.since(earlier);

        assertThat(between.responses()).isEqualTo(20);
        assertThat(between.successRate()).isEqualTo(0.5);
        assertThat(between.quantile(0.5)).isCloseTo(1.5, within(1e-9));
    }

    private static Counts counts(double responses, Map<Double, Double> buckets) {
        return new Counts(responses, responses, new TreeMap<>(buckets));
    }
}
