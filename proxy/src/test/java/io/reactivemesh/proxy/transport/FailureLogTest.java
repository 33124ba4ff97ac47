package io.reactivemesh.proxy.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.log.CapturedLog;
import io.reactivemesh.proxy.stack.LoopClock;
import io.reactivemesh.proxy.stack.Refusal;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FailureLogTest {

    private final CapturedLog captured = new CapturedLog();
    private long now;
    private final FailureLog failures = new FailureLog(new LoopClock(() -> now), captured.logger());

    @Test
    void tellsOfARefusedRequestAndOfAnotherProxysWord() {
        failures.refused("HTTP/2.0", Refusal.BAD_GATEWAY);
        failures.remote(504, "service in fail-fast");

        assertThat(captured.lines())
                .containsExactly(
                        "INFO HTTP/2.0 request failed error=connection to endpoint failed",
                        "INFO Remote proxy error status=504 error=service in fail-fast");
    }

    @Test
    void whatAPolicyAsksForIsNoFailure() {
        failures.refused("HTTP/1.1", Refusal.NO_ROUTE);
        failures.refused("HTTP/1.1", Refusal.redirect(302, "http://a/"));

        assertThat(captured.lines()).isEmpty();
    }

    @Test
    void tellsOfTenASecondAndThenHowManyMoreThereWere() {
        for (int i = 0; i < FailureLog.MOST_A_SECOND + 5; i++) {
            failures.refused("HTTP/1.1", Refusal.UNAVAILABLE);
        }
        assertThat(captured.lines()).hasSize(FailureLog.MOST_A_SECOND);

        now += Duration.ofSeconds(1).toNanos();
        failures.refused("HTTP/1.1", Refusal.UNAVAILABLE);
        failures.refused("HTTP/1.1", Refusal.UNAVAILABLE);

        assertThat(captured.lines())
                .hasSize(FailureLog.MOST_A_SECOND + 2)
                .endsWith(
                        "INFO HTTP/1.1 request failed more=5 error=service unavailable",
                        "INFO HTTP/1.1 request failed error=service unavailable");
    }
}
