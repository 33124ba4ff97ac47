package io.reactivemesh.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.reactivemesh.proxy.testing.EchoApplication;
import io.reactivemesh.proxy.testing.Namespaces;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A pair of proxies behind real iptables redirection: client and application know nothing of them, and every byte passes both. The control
 * plane is away, so destinations are where the kernel says that connections were going.
 */
final class RedirectionIT {
    @TempDir
    private static Path logs;

    private static @Nullable Namespaces pods;

    @BeforeAll
    static void startPods() {
        String missing = Namespaces.missing();
        if (!missing.isEmpty()) {
            String message = "redirection is NOT tested here, for want of: " + missing;
            if (System.getenv("CI") != null) {
                throw new AssertionError(message);
            }
            System.err.println(message);
            abort(message);
        }
        Namespaces started = new Namespaces(logs);
        pods = started;
        for (String end : new String[] {"c", "s"}) {
            started.start(
                    end,
                    true,
                    EnvironmentFixture.environment(
                            "ADMIN_LISTEN_ADDR", "0.0.0.0:4191",
                            "INBOUND_LISTEN_ADDR", "0.0.0.0:4143",
                            "OUTBOUND_LISTEN_ADDR", "127.0.0.1:4140"),
                    ProxyMain.class.getName());
        }
        started.start("s", false, Map.of(), EchoApplication.class.getName(), Namespaces.SERVER_IP, "8080", "9000");
        for (String end : new String[] {"c", "s"}) {
            started.await(
                    "ready",
                    () -> started.in(end, "curl", "-s", "http://127.0.0.1:4191/ready")
                            .equals("ready\n"));
        }
        started.await("the application", () -> get("/").startsWith("you asked"));
    }

    @AfterAll
    static void stopPods() {
        if (pods != null) {
            pods.close();
        }
    }

    private static Namespaces pods() {
        return java.util.Objects.requireNonNull(pods);
    }

    private static String get(String path) {
        return pods().in("c", "curl", "-s", "-m", "10", "http://" + Namespaces.SERVER_IP + ":8080" + path);
    }

    @Test
    void httpReachesTheApplicationThroughBothProxies() {
        assertThat(get("/hello")).isEqualTo("you asked " + Namespaces.SERVER_IP + ":8080 for /hello\n");

        String target = "target_addr=\"" + Namespaces.SERVER_IP + ":8080\"";
        assertThat(metrics("c"))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("response_total{direction=\"outbound\"")
                        .contains(target));
        assertThat(metrics("s"))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("response_total{direction=\"inbound\"")
                        .contains(target));
    }

    @Test
    void otherBytesReachTheApplicationThroughBothProxies() {
        String script =
                "exec 3<>/dev/tcp/" + Namespaces.SERVER_IP + "/9000; echo ping >&3; read -t 10 line <&3; echo $line";

        assertThat(pods().in("c", "bash", "-c", script)).isEqualTo("ping\n");

        String target = "target_addr=\"" + Namespaces.SERVER_IP + ":9000\"";
        assertThat(metrics("s"))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("tcp_open_total{direction=\"inbound\"")
                        .contains(target));
    }

    @Test
    void aPortWhereNobodyListensIsAnErrorOfTheProxyNotAHang() {
        String url = "http://" + Namespaces.SERVER_IP + ":8081/";

        assertThat(pods().in("c", "curl", "-s", "-m", "10", "-o", "/dev/null", "-w", "%{http_code}", url))
                .isEqualTo("502");
    }

    @Test
    void theProxysOwnPortIsNoWayIn() {
        String url = "http://" + Namespaces.SERVER_IP + ":4143/";

        assertThat(pods().in("s", "curl", "-s", "-m", "10", "-o", "/dev/null", "-w", "%{http_code}", url))
                .startsWith("000");
    }

    private static java.util.List<String> metrics(String end) {
        return pods().in(end, "curl", "-s", "http://127.0.0.1:4191/metrics")
                .lines()
                .toList();
    }
}
