package io.reactivemesh.ops.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProxyReadingTest {
    private static final String EXPOSITION = """
            # HELP response_total Total count of HTTP responses.
            # TYPE response_total counter
            response_total{direction="inbound",target_port="8080",status_code="200",classification="success"} 90
            response_total{direction="inbound",target_port="8080",status_code="500",classification="failure"} 10
            response_total{direction="inbound",target_port="4191",status_code="200",classification="success"} 1000
            response_total{direction="outbound",target_port="8080",status_code="200",classification="success"} 7
            response_latency_ms_bucket{direction="inbound",target_port="8080",status_code="200",le="1"} 50
            response_latency_ms_bucket{direction="inbound",target_port="8080",status_code="200",le="+Inf"} 90
            response_latency_ms_bucket{direction="inbound",target_port="8080",status_code="500",le="1"} 0
            response_latency_ms_bucket{direction="inbound",target_port="8080",status_code="500",le="+Inf"} 10
            tcp_open_connections{direction="inbound",peer="src",target_port="8080"} 3
            tcp_open_connections{direction="inbound",peer="dst"} 2
            tcp_open_connections{direction="outbound",peer="src",target_port="4140"} 5
            mesh_control_connected{client="destination"} 0
            process_start_time_seconds 1.5e9
            # EOF
            """;

    @Test
    void inboundSumsTheApplicationsPortsAndLeavesTheAdminServerOut() {
        ProxyReading reading = ProxyReading.read(EXPOSITION, "inbound", List.of(8080));

        assertThat(reading.counts().responses()).isEqualTo(100);
        assertThat(reading.counts().successes()).isEqualTo(90);
        assertThat(reading.counts().latencyBuckets())
                .containsEntry(1.0, 50.0)
                .containsEntry(Double.POSITIVE_INFINITY, 100.0);
        assertThat(reading.openConnections()).isEqualTo(3);
    }

    @Test
    void outboundTakesEveryTarget() {
        ProxyReading reading = ProxyReading.read(EXPOSITION, "outbound", List.of());

        assertThat(reading.counts().responses()).isEqualTo(7);
        assertThat(reading.openConnections()).isEqualTo(5);
    }

    @Test
    void aClientWithoutConnectionMeansTheControlPlaneIsAway() {
        assertThat(ProxyReading.read(EXPOSITION, "inbound", List.of()).controlPlaneAway())
                .isTrue();
        assertThat(ProxyReading.read("mesh_control_connected{client=\"destination\"} 1\n", "inbound", List.of())
                        .controlPlaneAway())
                .isFalse();
    }

    @Test
    void labelValuesMayHoldEverythingAndBrokenLinesArePassedOver() {
        Map<String, Map<String, String>> seen = new HashMap<>();

        MetricsText.read("""
                odd{a="x\\"y\\\\z,{}=",b=""} 1
                plain 2
                cut{a="
                nonsense
                words{a="b"} many
                """, (name, labels, value) -> seen.put(name + " " + value, labels));

        assertThat(seen)
                .containsOnly(
                        Map.entry("odd 1.0", Map.of("a", "x\"y\\z,{}=", "b", "")), Map.entry("plain 2.0", Map.of()));
    }
}
