package io.reactivemesh.proxy.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.admin.ExchangeFamilies;
import io.reactivemesh.proxy.admin.Labels;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.admin.ProxyMetrics;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MeasurementTest {

    private static final String ROUTE = "outbound_http_route_request_";
    private static final String BACKEND = "outbound_http_route_backend_";
    private static final Labels NAME = Labels.of("name", "a");

    private final Metrics metrics = new Metrics(ProxyMetrics.all(), () -> 0, Duration.ofMinutes(1));
    private final ExchangeMeter route = new ExchangeMeter(metrics, ExchangeFamilies.OUTBOUND_HTTP_ROUTE, NAME);
    private final ExchangeMeter backend = new ExchangeMeter(metrics, ExchangeFamilies.OUTBOUND_HTTP_BACKEND, NAME);
    private final ResponseMeter endpoint = new ResponseMeter(metrics, NAME);
    private long nowMillis;
    private final Measurement measurement =
            new Measurement(new LoopClock(() -> Duration.ofMillis(nowMillis).toNanos()));

    private String exposition() {
        StringBuilder out = new StringBuilder();
        metrics.expose(out);
        return out.toString();
    }

    @Test
    void measuresTheRouteFromTheHeadAndTheBackendFromTheEndOfTheRequest() {
        measurement.routed(route);
        measurement.sentTo(backend);
        measurement.metered(endpoint);
        nowMillis = 100;
        measurement.requestEnd();
        nowMillis = 160;
        measurement.head(200, -1);
        measurement.responseFrame(10);
        nowMillis = 175;
        measurement.responseFrame(2000);
        measurement.end();

        assertThat(exposition())
                .contains(ROUTE + "duration_seconds_sum{name=\"a\"} 0.175\n")
                .contains(ROUTE + "statuses_total{name=\"a\",http_status=\"200\",error=\"\"} 1\n")
                .contains(BACKEND + "requests_total{name=\"a\"} 1\n")
                .contains(BACKEND + "response_duration_seconds_sum{name=\"a\"} 0.075\n")
                .contains(BACKEND + "response_statuses_total{name=\"a\",http_status=\"200\",error=\"\"} 1\n")
                .contains(BACKEND + "response_frame_size_bytes_bucket{name=\"a\",le=\"128\"} 1\n")
                .contains(BACKEND + "response_frame_size_bytes_sum{name=\"a\"} 2010\n")
                .contains("response_latency_ms_sum{name=\"a\",status_code=\"200\"} 160\n");
    }

    @Test
    void theWaitForAnEndpointCountsForTheRouteButNotForTheEndpoint() {
        measurement.routed(route);
        measurement.waits();
        nowMillis = 300;
        assertThat(measurement.waited()).isEqualTo(Duration.ofMillis(300).toNanos());
        measurement.metered(endpoint);
        nowMillis = 310;
        measurement.head(200, -1);
        measurement.end();

        assertThat(exposition())
                .contains(ROUTE + "duration_seconds_sum{name=\"a\"} 0.31\n")
                .contains("response_latency_ms_sum{name=\"a\",status_code=\"200\"} 10\n");
    }

    @Test
    void aRequestBodyThatComesBeforeTheRouteIsCountedToo() {
        measurement.requestFrame(300);
        measurement.routed(route);
        measurement.requestFrame(5);

        assertThat(exposition())
                .contains(ROUTE + "frame_size_bytes_count{name=\"a\"} 2\n")
                .contains(ROUTE + "frame_size_bytes_sum{name=\"a\"} 305\n");
    }

    @Test
    void whatFailsBeforeAnEndpointHasAReasonInsteadOfAStatus() {
        measurement.routed(route);
        measurement.refused(Refusal.FAIL_FAST);
        measurement.routed(route);
        measurement.refused(Refusal.UNAVAILABLE);
        measurement.routed(route);
        measurement.refused(Refusal.IDENTITY_REQUIRED);

        assertThat(exposition())
                .contains(ROUTE + "statuses_total{name=\"a\",http_status=\"\",error=\"FAIL_FAST\"} 1\n")
                .contains(ROUTE + "statuses_total{name=\"a\",http_status=\"\",error=\"LOAD_SHED\"} 1\n")
                .contains(ROUTE + "statuses_total{name=\"a\",http_status=\"\",error=\"UNKNOWN\"} 1\n");
    }

    @Test
    void whatAnEndpointFailsAtIsItsResponse() {
        measurement.routed(route);
        measurement.sentTo(backend);
        measurement.metered(endpoint);
        measurement.refused(Refusal.BAD_GATEWAY);

        assertThat(exposition())
                .contains(ROUTE + "statuses_total{name=\"a\",http_status=\"502\",error=\"\"} 1\n")
                .contains(BACKEND + "response_statuses_total{name=\"a\",http_status=\"502\",error=\"\"} 1\n")
                .contains("response_total{name=\"a\",status_code=\"502\",classification=\"failure\"");
    }

    @Test
    void aResponseThatIsCutKeepsItsStatusAndSaysWhoCutIt() {
        measurement.routed(route);
        measurement.head(200, -1);
        measurement.cut(Refusal.BAD_GATEWAY);
        measurement.routed(route);
        measurement.head(200, -1);
        measurement.abandon();

        assertThat(exposition())
                .contains(ROUTE + "statuses_total{name=\"a\",http_status=\"200\",error=\"IO\"} 1\n")
                .contains(ROUTE + "statuses_total{name=\"a\",http_status=\"200\",error=\"UNKNOWN\"} 1\n");
    }

    @Test
    void theLastWordIsSaidOnce() {
        int[] completed = {0};
        measurement.onCompletion(() -> completed[0]++);
        measurement.routed(route);
        measurement.head(204, -1);

        measurement.end();
        measurement.end();
        measurement.abandon();

        assertThat(completed[0]).isEqualTo(1);
        assertThat(exposition())
                .contains(ROUTE + "statuses_total{name=\"a\",http_status=\"204\",error=\"\"} 1\n")
                .doesNotContain("UNKNOWN");
    }
}
