package io.reactivemesh.proxy.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.admin.GatedBalancerFamilies;
import io.reactivemesh.proxy.admin.Labels;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.admin.ProxyMetrics;
import io.reactivemesh.proxy.balance.FailureAccrual.Trip;
import io.reactivemesh.proxy.stack.BreakerObserver;
import io.reactivemesh.proxy.stack.StackMeter;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BalancerMetersTest {

    private static final String GATE = "outbound_http_balancer_queue_gate_";
    private static final Labels NAME = Labels.of("name", "a");

    private final Metrics metrics = new Metrics(ProxyMetrics.all(), () -> 0, Duration.ofMinutes(1));
    private final StackMeter stack = new StackMeter(metrics, NAME);
    private Instant now = Instant.ofEpochMilli(1_800_000_000_500L);

    private BalancerMeters meters() {
        return new BalancerMeters(metrics, GatedBalancerFamilies.HTTP, NAME, Duration.ofMillis(3500), () -> now, stack);
    }

    private String exposition() {
        StringBuilder out = new StringBuilder();
        metrics.expose(out);
        return out.toString();
    }

    @Test
    void theGateIsOpenFromTheStart() {
        BalancerMeters _ = meters();

        assertThat(exposition())
                .contains(GATE + "open_total{name=\"a\"} 1\n")
                .contains(GATE + "shut_total{name=\"a\"} 0\n")
                .contains(GATE + "open_time_seconds{name=\"a\"} 1.8000000005E9\n")
                .contains(GATE + "shut_time_seconds{name=\"a\"} 0\n")
                .contains(GATE + "timeout_seconds{name=\"a\"} 3.5\n");
    }

    @Test
    void onlyTheTimeOfThePresentStateIsShown() {
        BalancerMeters meters = meters();
        now = now.plusMillis(1500);
        meters.gateShut();

        assertThat(exposition())
                .contains(GATE + "shut_total{name=\"a\"} 1\n")
                .contains(GATE + "open_time_seconds{name=\"a\"} 0\n")
                .contains(GATE + "shut_time_seconds{name=\"a\"} 1800000002\n");

        meters.gateOpened();

        assertThat(exposition())
                .contains(GATE + "open_total{name=\"a\"} 2\n")
                .contains(GATE + "shut_time_seconds{name=\"a\"} 0\n");
    }

    @Test
    void twoLoopsShowOneBalancer() {
        for (BalancerMeters meters : List.of(meters(), meters())) {
            meters.updated(3, true, false);
            meters.states(2, 1);
        }

        assertThat(exposition())
                .contains("outbound_http_balancer_p2c_endpoints{name=\"a\"} 3\n")
                .contains("outbound_http_balancer_endpoints{name=\"a\",endpoint_state=\"ready\"} 2\n")
                .contains("outbound_http_balancer_endpoints{name=\"a\",endpoint_state=\"pending\"} 1\n")
                .contains(GATE + "timeout_seconds{name=\"a\"} 3.5\n");
    }

    @Test
    void endpointsThatAreLeftAloneAreCountedByReason() {
        BreakerObserver breaker = meters().breaker(new InetSocketAddress("127.0.0.1", 80));

        breaker.shut(Trip.CONSECUTIVE_FAILURES, Duration.ofSeconds(1));
        breaker.shut(Trip.CONSECUTIVE_FAILURES, Duration.ofSeconds(2));
        breaker.opened();
        breaker.shut(Trip.LOW_SUCCESS_RATE, Duration.ofSeconds(1));

        assertThat(exposition())
                .contains("mesh_outbound_http_breaker_trips_total{name=\"a\",reason=\"consecutive_failures\"} 2\n")
                .contains("mesh_outbound_http_breaker_trips_total{name=\"a\",reason=\"low_success_rate\"} 1\n");
    }

    @Test
    void waitsAreCountedInTheQueueAndInTheStack() {
        BalancerMeters meters = meters();
        meters.passed(0);
        meters.passed(Duration.ofMillis(40).toNanos());
        meters.refused();

        assertThat(exposition())
                .contains("outbound_http_balancer_queue_latency_seconds_bucket{name=\"a\",le=\"0.005\"} 1\n")
                .contains("outbound_http_balancer_queue_latency_seconds_bucket{name=\"a\",le=\"0.05\"} 2\n")
                .contains("stack_create_total{name=\"a\"} 1\n")
                .contains("stack_poll_total{name=\"a\",ready=\"true\"} 2\n")
                .contains("stack_poll_total{name=\"a\",ready=\"false\"} 1\n")
                .contains("stack_poll_total{name=\"a\",ready=\"error\"} 1\n")
                .contains("stack_poll_total_ms{name=\"a\"} 40\n");
    }
}
