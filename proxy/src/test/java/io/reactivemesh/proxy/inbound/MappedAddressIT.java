package io.reactivemesh.proxy.inbound;

import static io.reactivemesh.proxy.testing.RunningProxy.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.testing.FakeDiscovery;
import io.reactivemesh.proxy.testing.RunningProxy;
import io.reactivemesh.proxy.testing.ScriptedServer;
import io.reactivemesh.proxy.testing.Wire;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A socket that takes both families sees an IPv4 client as {@code ::ffff:127.0.0.1} (RFC 4291 section 2.5.5.2); nobody else is to: not
 * policies, not labels, not logs.
 */
class MappedAddressIT {

    private static final String OK = "HTTP/1.1 200 OK~content-length: 2~~ok";

    private static RunningProxy proxy(boolean epoll, Map<String, String> settings) {
        return epoll
                ? RunningProxy.start(new FakeDiscovery(), settings)
                : RunningProxy.startOnNio(new FakeDiscovery(), settings);
    }

    private static Wire ipv4(RunningProxy proxy, int listener) {
        int port = proxy.proxy().boundAddresses().inbound().get(listener).getPort();
        return Wire.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
    }

    @ParameterizedTest(name = "epoll: {0}")
    @ValueSource(booleans = {true, false})
    void anIpv4ClientIsInIpv4NetworksAndLogs(boolean epoll) {
        try (ScriptedServer server = ScriptedServer.answering(OK);
                RunningProxy proxy = proxy(
                        epoll,
                        Map.of(
                                "MESH_PROXY_INBOUND_BINDINGS",
                                        "[::]:0=127.0.0.1:" + server.address().getPort(),
                                "LINKERD2_PROXY_INBOUND_DEFAULT_POLICY", "cluster-unauthenticated",
                                "LINKERD2_PROXY_POLICY_CLUSTER_NETWORKS", "127.0.0.0/8",
                                "LINKERD2_PROXY_ACCESS_LOG", "apache"));
                Wire client = ipv4(proxy, 1)) {
            assertThat(client.send("GET / HTTP/1.1~Host: a~~").head()).startsWith("http/1.1 200");

            eventually("logged", () -> !proxy.standardError().isEmpty());
            assertThat(proxy.standardError().getFirst()).startsWith("127.0.0.1:");
        }
    }

    @ParameterizedTest(name = "epoll: {0}")
    @ValueSource(booleans = {true, false})
    void theAddressThatAnIpv4ClientHasReachedIsIpv4InLabels(boolean epoll) {
        try (RunningProxy proxy = proxy(epoll, Map.of("LINKERD2_PROXY_INBOUND_LISTEN_ADDR", "[::]:0"));
                Wire client = ipv4(proxy, 0)) {
            client.send("GET / HTTP/1.1~Host: a~~");

            assertThat(client.ended()).isTrue();
            assertThat(proxy.metric("inbound_tcp_errors_total", "target_addr=\"127.0.0.1:"))
                    .isEqualTo(1);
        }
    }
}
