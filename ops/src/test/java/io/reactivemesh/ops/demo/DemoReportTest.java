package io.reactivemesh.ops.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class DemoReportTest {
    private final DemoReport report = new DemoReport(
            Duration.ofSeconds(10),
            new TreeMap<>(Map.of("web", counts(200, 150), "vote-bot", counts(200, 150))),
            Map.of("web", true, "vote-bot", false),
            Duration.ofMillis(1500),
            Duration.ofMillis(700));

    @Test
    void countsEachRequestOnceWhereItArrives() {
        assertThat(report.toJson())
                .isEqualTo(
                        "{\"requests\":200,\"success_rate\":0.75,\"latency_ms\":{\"p50\":0.5,\"p95\":0.95,\"p99\":0.99},"
                                + "\"workloads\":[{\"name\":\"vote-bot\",\"rps\":20.0,\"success_rate\":0.75,"
                                + "\"latency_ms\":{\"p50\":0.5,\"p95\":0.95,\"p99\":0.99}},{\"name\":\"web\",\"rps\":20.0,"
                                + "\"success_rate\":0.75,\"latency_ms\":{\"p50\":0.5,\"p95\":0.95,\"p99\":0.99}}],"
                                + "\"proxies_ready_ms\":700,\"control_plane_ready_ms\":1500}");
    }

    @Test
    void workedWhenEveryWorkloadHadSuccesses() {
        DemoReport silent = new DemoReport(
                Duration.ofSeconds(10),
                new TreeMap<>(Map.of("web", counts(200, 150), "voting", counts(10, 0))),
                Map.of("web", true, "voting", true),
                Duration.ZERO,
                Duration.ZERO);

        assertThat(report.worked()).isTrue();
        assertThat(silent.worked()).isFalse();
    }

    private static Counts counts(double responses, double successes) {
        return new Counts(
                responses, successes, new TreeMap<>(Map.of(1.0, responses, Double.POSITIVE_INFINITY, responses)));
    }
}
