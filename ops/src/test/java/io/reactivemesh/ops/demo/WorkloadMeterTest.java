package io.reactivemesh.ops.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class WorkloadMeterTest {
    private static final long SECOND = 1_000_000_000;

    private final WorkloadMeter meter = new WorkloadMeter(Duration.ofSeconds(3));

    @Test
    void addsUpTheProxiesOfAWorkload() {
        meter.observe(0, List.of(seen("web", "a", 100), seen("web", "b", 10)));
        meter.observe(2 * SECOND, List.of(seen("web", "a", 120), seen("web", "b", 20)));

        assertThat(web().requestsPerSecond()).isEqualTo(15);
        assertThat(web().openConnections()).isEqualTo(2);
    }

    @Test
    void looksBackNoFurtherThanItsWindow() {
        for (int second = 0; second <= 10; second++) {
            meter.observe(second * SECOND, List.of(seen("web", "a", second < 5 ? 0 : (second - 4) * 100)));
        }

        assertThat(web().requestsPerSecond()).isEqualTo(100);
        assertThat(total().responses()).isEqualTo(600);
    }

    @Test
    void proxyThatBeginsAtZeroAgainLosesNothing() {
        meter.observe(0, List.of(seen("web", "a", 100)));
        meter.observe(SECOND, List.of(seen("web", "a", 5)));

        assertThat(total().responses()).isEqualTo(105);
    }

    @Test
    void proxyThatDoesNotAnswerKeepsItsCountsAndHasNoConnections() {
        meter.observe(0, List.of(seen("web", "a", 100)));
        meter.observe(SECOND, List.of());

        assertThat(total().responses()).isEqualTo(100);
        assertThat(web().openConnections()).isZero();
    }

    private WorkloadMeter.Row web() {
        return Objects.requireNonNull(meter.window().get("web"));
    }

    private Counts total() {
        return Objects.requireNonNull(meter.totals().get("web"));
    }

    private static WorkloadMeter.Observation seen(String workload, String proxy, double responses) {
        Counts counts = new Counts(responses, responses, new TreeMap<>(Map.of(Double.POSITIVE_INFINITY, responses)));
        return new WorkloadMeter.Observation(workload, proxy, new ProxyReading(counts, 1, false));
    }
}
