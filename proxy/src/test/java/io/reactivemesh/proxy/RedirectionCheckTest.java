package io.reactivemesh.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.admin.ProxyMetrics;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When redirection is looked for, and what is shown of it. */
final class RedirectionCheckTest {
    private final Metrics metrics = new Metrics(ProxyMetrics.all(), () -> 0, Duration.ZERO);
    private final List<String> looked = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0:4143, '', 127.0.0.1",
        "[::]:4143, '', 127.0.0.1 0:0:0:0:0:0:0:1",
        "127.70.0.11:4143, '', ''",
        "127.0.0.1:4143, '', ''",
        "10.1.2.3:4143, '', ''",
        "0.0.0.0:4143, 127.70.0.21:8080=127.70.0.21:18080, ''"
    })
    void looksForRedirectionWhereTheProxyLivesOnIt(String inbound, String bindings, String expected) {
        run(inbound, bindings, true);

        assertThat(String.join(" ", looked)).isEqualTo(expected);
    }

    @Test
    void showsWhatWasFound() {
        run("[::]:4143", "", false);

        assertThat(exposition())
                .contains(
                        "mesh_redirection_possible{family=\"ipv4\"} 0", "mesh_redirection_possible{family=\"ipv6\"} 0");
    }

    @Test
    void showsThatItIsThere() {
        run("0.0.0.0:4143", "", true);

        assertThat(exposition())
                .contains("mesh_redirection_possible{family=\"ipv4\"} 1")
                .doesNotContain("ipv6");
    }

    @Test
    void showsNothingWhereItIsNotExpected() {
        run("127.0.0.1:4143", "", false);

        assertThat(exposition()).doesNotContain("mesh_redirection_possible");
    }

    @Test
    void aFamilyThatIsNotThereIsNoAlarm() {
        RedirectionCheck.run(listeners("[::]:4143", ""), metrics, loopback -> {
            if (loopback.getAddress().length == 16) {
                throw new IOException("no IPv6");
            }
            return true;
        });

        assertThat(exposition()).contains("{family=\"ipv4\"} 1").doesNotContain("ipv6");
    }

    private void run(String inbound, String bindings, boolean mayRedirect) {
        RedirectionCheck.run(listeners(inbound, bindings), metrics, loopback -> {
            looked.add(loopback.getHostAddress());
            return mayRedirect;
        });
    }

    private static ProxyConfig.Listeners listeners(String inbound, String bindings) {
        return EnvironmentFixture.parse("INBOUND_LISTEN_ADDR", inbound, "MESH_PROXY_INBOUND_BINDINGS", bindings)
                .listeners();
    }

    private String exposition() {
        StringBuilder text = new StringBuilder();
        metrics.expose(text);
        return text.toString();
    }
}
