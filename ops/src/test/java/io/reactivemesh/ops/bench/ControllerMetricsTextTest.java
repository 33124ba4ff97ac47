package io.reactivemesh.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ControllerMetricsTextTest {
    @Test
    void readsCountersAndGauges() {
        ControllerMetricsText metrics = new ControllerMetricsText("""
                # HELP mesh_api_requests_total Requests sent to the Kubernetes API
                # TYPE mesh_api_requests_total counter
                mesh_api_requests_total 67.0
                mesh_api_received_bytes_total 7688149.0
                mesh_journal_unrecorded_changes 12.0
                """);

        assertThat(metrics.apiRequests()).isEqualTo(67);
        assertThat(metrics.apiReceivedBytes()).isEqualTo(7_688_149);
        assertThat(metrics.unrecordedChanges()).isEqualTo(12);
    }

    @Test
    void addsUpTheSeriesOfAName() {
        ControllerMetricsText metrics = new ControllerMetricsText("""
                mesh_api_requests_total{kind="Pod"} 2.0
                mesh_api_requests_total{kind="Node"} 3.0
                mesh_api_requests_total_other 100.0
                """);

        assertThat(metrics.apiRequests()).isEqualTo(5);
    }

    @Test
    void takesWhatIsNotThereForNothing() {
        assertThat(new ControllerMetricsText("").apiRequests()).isZero();
    }
}
