package io.reactivemesh.ops.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.ops.netns.NetworkNamespace;
import io.reactivemesh.ops.netns.ProcessUser;
import io.reactivemesh.ops.testing.EchoApplication;
import io.reactivemesh.ops.testing.TwoPods;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A pair of proxies behind the rules of {@code proxy-init}: client and application know nothing of them, and every byte passes both. The
 * control plane is away, so destinations are where the kernel says that connections were going.
 */
@Timeout(180)
final class RedirectionIT {
    private static final ProcessUser ANYBODY = new ProcessUser(65_534, 65_534);

    @TempDir
    private static Path logs;

    private static @Nullable TwoPods pods;

    @BeforeAll
    static void startPods() throws InterruptedException {
        TwoPods.require("a pair of proxies behind redirection");
        TwoPods started = new TwoPods(logs);
        pods = started;
        ProxyPair.startIn(started, Map.of());
        started.start(started.server(), EchoApplication.class.getName(), "::", "8080", "9000");
        started.await("the application", () -> get(TwoPods.SERVER_IP, "/").startsWith("you asked"));
    }

    @AfterAll
    static void stopPods() {
        if (pods != null) {
            pods.close();
        }
    }

    private static TwoPods pods() {
        return Objects.requireNonNull(pods);
    }

    private static String output(NetworkNamespace pod, String... command) throws InterruptedException {
        return TwoPods.output(pod, ANYBODY, command);
    }

    private static String get(String host, String path) throws InterruptedException {
        return output(pods().client(), "curl", "-s", "-m", "10", "http://" + host + ":8080" + path);
    }

    @ParameterizedTest
    @CsvSource({TwoPods.SERVER_IP + "," + TwoPods.SERVER_IP, "[fd00:199::2],[fd00:199:"})
    void httpReachesTheApplicationThroughBothProxies(String host, String label) throws InterruptedException {
        assertThat(get(host, "/hello")).isEqualTo("you asked " + host + ":8080 for /hello\n");

        assertThat(metrics(pods().client(), "response_total{direction=\"outbound\",target_addr=\"" + label))
                .isNotEmpty();
        assertThat(metrics(pods().server(), "response_total{direction=\"inbound\",target_addr=\"" + label))
                .isNotEmpty();
    }

    @Test
    void otherBytesReachTheApplicationThroughBothProxies() throws InterruptedException {
        String script =
                "exec 3<>/dev/tcp/" + TwoPods.SERVER_IP + "/9000; echo ping >&3; read -t 10 line <&3; echo $line";

        assertThat(output(pods().client(), "bash", "-c", script)).isEqualTo("ping\n");

        String target = "target_addr=\"" + TwoPods.SERVER_IP + ":9000\"";
        assertThat(metrics(pods().server(), "tcp_open_total{direction=\"inbound\""))
                .anyMatch(line -> line.contains(target));
    }

    @Test
    void aPortWhereNobodyListensIsAnErrorOfTheProxyNotAHang() throws InterruptedException {
        String url = "http://" + TwoPods.SERVER_IP + ":8081/";

        assertThat(output(pods().client(), "curl", "-s", "-m", "10", "-o", "/dev/null", "-w", "%{http_code}", url))
                .isEqualTo("502");
    }

    @Test
    void theProxysOwnPortIsNoWayIn() throws InterruptedException {
        String url = "http://" + TwoPods.SERVER_IP + ":4143/";

        assertThat(output(pods().server(), "curl", "-s", "-m", "10", "-o", "/dev/null", "-w", "%{http_code}", url))
                .startsWith("000");
    }

    @Test
    void theProxySeesThatRedirectionIsThereAndWhenItIsNot() throws InterruptedException {
        assertThat(metrics(pods().client(), "mesh_redirection"))
                .containsExactly(
                        "mesh_redirection_possible{family=\"ipv4\"} 1", "mesh_redirection_possible{family=\"ipv6\"} 1");
        assertThat(pods().printed()).doesNotContain("Redirection is not in place");

        pods().startProxy(
                        pods().node(),
                        Map.of(
                                "LINKERD2_PROXY_DESTINATION_SVC_ADDR", "localhost.:8086",
                                "LINKERD2_PROXY_ADMIN_LISTEN_ADDR", "127.0.0.1:4191",
                                "LINKERD2_PROXY_INBOUND_LISTEN_ADDR", "0.0.0.0:4143"));

        pods().await(
                        "the warning",
                        () -> pods().printed().contains("Redirection is not in place: nothing leads ipv4 connections"));
        assertThat(metrics(pods().node(), "mesh_redirection"))
                .containsExactly("mesh_redirection_possible{family=\"ipv4\"} 0");
    }

    /** The lines of a proxy's metrics that begin as they should. */
    private static List<String> metrics(NetworkNamespace pod, String beginning) throws InterruptedException {
        return output(pod, "curl", "-s", "http://127.0.0.1:4191/metrics")
                .lines()
                .filter(line -> line.startsWith(beginning))
                .toList();
    }
}
