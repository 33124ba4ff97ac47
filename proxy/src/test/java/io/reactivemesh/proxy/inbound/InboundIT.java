package io.reactivemesh.proxy.inbound;

import static io.reactivemesh.proxy.testing.RunningProxy.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.testing.FakeDiscovery;
import io.reactivemesh.proxy.testing.Hellos;
import io.reactivemesh.proxy.testing.RunningProxy;
import io.reactivemesh.proxy.testing.ScriptedServer;
import io.reactivemesh.proxy.testing.Wire;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Inbound connections before and beside HTTP: addresses, detection, opaque ports. */
class InboundIT {

    private static final String OK = "HTTP/1.1 200 OK~content-length: 2~~ok";

    private static RunningProxy proxy(String... settings) {
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            all.put("LINKERD2_PROXY_" + settings[i], settings[i + 1]);
        }
        return RunningProxy.start(new FakeDiscovery(), all);
    }

    private static ScriptedServer echo() {
        return ScriptedServer.start((wire, _) -> {
            for (String text = wire.text(1); !text.isEmpty(); text = wire.text(1)) {
                wire.send(text);
            }
        });
    }

    @Test
    void anIdleConnectionDoesNotHoldUpAnActiveOne() {
        try (ScriptedServer server = ScriptedServer.answering(OK);
                RunningProxy proxy = proxy().redirect(server.address());
                Wire idle = proxy.inbound(0);
                Wire active = proxy.inbound(0)) {
            active.send("GET / HTTP/1.1~Host: a~~");

            assertThat(active.head()).startsWith("http/1.1 200");
            assertThat(idle).isNotNull();
        }
    }

    @Test
    void anAddressThatIsNotThePodsIsClosedAtOnceAndCounted() {
        try (RunningProxy proxy = proxy("INBOUND_IPS", "10.5.1.42")
                        .redirect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9999));
                Wire client = proxy.inbound(0)) {
            assertThat(client.ended()).isTrue();
            assertThat(proxy.metric(
                            "inbound_tcp_errors_total", "error=\"unexpected\"", "target_addr=\"127.0.0.1:9999\""))
                    .isEqualTo(1);
        }
    }

    @Test
    void plaintextToTheProxysOwnPortIsClosed() {
        try (RunningProxy proxy = proxy();
                Wire client = proxy.inbound(0)) {
            client.send("GET / HTTP/1.1~Host: a~~");

            assertThat(client.ended()).isTrue();
            assertThat(proxy.metric("inbound_tcp_errors_total", "error=\"unexpected\""))
                    .isEqualTo(1);
        }
    }

    @Test
    void silenceOnTheProxysOwnPortIsATlsDetectionTimeout() {
        try (RunningProxy proxy = proxy("INBOUND_DETECT_TIMEOUT", "30ms");
                Wire client = proxy.inbound(0)) {
            assertThat(client.ended()).isTrue();
            assertThat(proxy.metric("inbound_tcp_errors_total", "error=\"tls detection timeout\""))
                    .isEqualTo(1);
            assertThat(proxy.metric("inbound_tcp_errors_total", "error=\"unexpected\""))
                    .isZero();
        }
    }

    @Test
    void bytesThatAreNotHttpAreRelayedAndCountedWithTheOtherVerdictsAtZero() {
        try (ScriptedServer server = echo();
                RunningProxy proxy = proxy().redirect(server.address());
                Wire client = proxy.inbound(0)) {
            client.send("foo.bar.blah~bobo");

            assertThat(client.text(18)).isEqualTo("foo.bar.blah\r\nbobo");
            assertThat(proxy.metric("inbound_tcp_detect_http_results_total", "result=\"not_http\""))
                    .isEqualTo(1);
            assertThat(proxy.metric("inbound_tcp_detect_http_results_total")).isEqualTo(1);
        }
    }

    @Test
    void aPeerThatClosesBeforeItSaysAnythingIsAnError() {
        try (ScriptedServer server = echo();
                RunningProxy proxy = proxy().redirect(server.address())) {
            proxy.inbound(0).close();

            eventually("counted", () -> proxy.metric("inbound_tcp_detect_http_results_total", "result=\"error\"") == 1);
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void aSilentClientIsClosedAfterTheDetectTimeoutAndALaterTlsClientIsServed() {
        String hello = new String(Hellos.to("other.example"), StandardCharsets.ISO_8859_1);
        try (ScriptedServer server = echo();
                RunningProxy proxy = proxy("INBOUND_DETECT_TIMEOUT", "640ms").redirect(server.address());
                Wire silent = proxy.inbound(0)) {
            assertThat(silent.ended()).isTrue();
            assertThat(proxy.metric("inbound_tcp_errors_total", "error=\"tls detection timeout\""))
                    .isEqualTo(1);
            try (Wire client = proxy.inbound(0)) {
                client.send(hello);

                assertThat(client.text(hello.length())).isEqualTo(hello);
                assertThat(proxy.metric("inbound_tcp_errors_total")).isEqualTo(1);
                assertThat(proxy.metric("tcp_open_connections", "peer=\"src\"", "tls=\"opaque\",sni=\"other.example\""))
                        .isEqualTo(1);
            }
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void aHelloInPiecesReachesTheApplicationWhole() {
        String hello = new String(Hellos.to("other.example"), StandardCharsets.ISO_8859_1);
        try (ScriptedServer server = echo();
                RunningProxy proxy = proxy().redirect(server.address());
                Wire client = proxy.inbound(0)) {
            client.send(hello.substring(0, 3));
            client.send(hello.substring(3, 50));
            client.send(hello.substring(50) + "and what follows");

            assertThat(client.text(hello.length() + 16)).isEqualTo(hello + "and what follows");
            assertThat(proxy.metric("inbound_tcp_detect_http_results_total", "result=\"not_http\""))
                    .isEqualTo(1);
        }
    }

    @Test
    void aHelloThatIsNeverFinishedIsClosedAfterTheDetectTimeout() {
        try (ScriptedServer server = echo();
                RunningProxy proxy = proxy("INBOUND_DETECT_TIMEOUT", "30ms").redirect(server.address());
                Wire client = proxy.inbound(0)) {
            client.send("\u0016\u0003\u0001");

            assertThat(client.ended()).isTrue();
            assertThat(proxy.metric("inbound_tcp_errors_total", "error=\"tls detection timeout\""))
                    .isEqualTo(1);
            assertThat(proxy.metric("tcp_open_total")).isZero();
        }
    }

    @Test
    void aClientThatEndsItsStreamInTheMiddleOfAHelloIsRelayedAsBytes() {
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> wire.send("got " + wire.rest()));
                RunningProxy proxy = proxy().redirect(server.address());
                Wire client = proxy.inbound(0)) {
            client.send("\u0016\u0003\u0001").finish();

            assertThat(client.rest()).isEqualTo("got \u0016\u0003\u0001");
        }
    }

    @Test
    void onAnOpaquePortTheServerSpeaksFirstWithoutDelay() {
        try (ScriptedServer server =
                ScriptedServer.start((wire, _) -> wire.send("220 ready~").send(wire.text(4)))) {
            String port = Integer.toString(server.address().getPort());
            try (RunningProxy proxy = proxy("INBOUND_PORTS_DISABLE_PROTOCOL_DETECTION", port)
                            .redirect(server.address());
                    Wire client = proxy.inbound(0)) {
                assertThat(client.text(11)).isEqualTo("220 ready\r\n");
                client.send("QUIT");
                assertThat(client.text(4)).isEqualTo("QUIT");
                assertThat(proxy.metric("inbound_tcp_detect_http_results_total"))
                        .isZero();
                assertThat(proxy.metric("tcp_open_total", "peer=\"src\"", "no_tls_reason=\"port_skipped\""))
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void aDenyingDefaultPolicyClosesConnectionsWithoutALook() {
        try (ScriptedServer server = echo();
                RunningProxy proxy = proxy("INBOUND_DEFAULT_POLICY", "deny").redirect(server.address());
                Wire client = proxy.inbound(0)) {
            assertThat(client.ended()).isTrue();
            assertThat(server.connections()).isZero();
            assertThat(proxy.metric("inbound_tcp_authz_deny_total", "srv_name=\"deny\""))
                    .isEqualTo(1);
        }
    }

    @Test
    void aDefaultPolicyThatAsksForAnIdentityClosesConnectionsAndForbidsRequests() {
        try (ScriptedServer server = echo();
                RunningProxy proxy =
                        proxy("INBOUND_DEFAULT_POLICY", "all-authenticated").redirect(server.address());
                Wire http = proxy.inbound(0);
                Wire raw = proxy.inbound(0)) {
            http.send("GET / HTTP/1.1~Host: a~~");
            raw.send("not http at all, not at all");

            assertThat(http.head()).startsWith("http/1.1 403 forbidden~");
            assertThat(raw.ended()).isTrue();
            assertThat(server.connections()).isZero();
            assertThat(proxy.metric(
                            "inbound_http_authz_deny_total",
                            "srv_name=\"all-authenticated\"",
                            "route_name=\"default\""))
                    .isEqualTo(1);
            assertThat(proxy.metric("inbound_tcp_authz_deny_total", "srv_name=\"all-authenticated\""))
                    .isEqualTo(1);
            assertThat(proxy.metric("inbound_http_requests_total")).isZero();
        }
    }

    @Test
    void anAuditAdmitsEverybodyUnderItsName() {
        try (ScriptedServer server = ScriptedServer.answering(OK);
                RunningProxy proxy = proxy("INBOUND_DEFAULT_POLICY", "audit", "POLICY_CLUSTER_NETWORKS", "10.0.0.0/8")
                        .redirect(server.address());
                Wire http = proxy.inbound(0);
                Wire raw = proxy.inbound(0)) {
            http.send("GET / HTTP/1.1~Host: a~~");
            raw.send("not http at all~~");

            assertThat(http.head()).startsWith("http/1.1 200");
            assertThat(raw.head()).startsWith("http/1.1 200");
            assertThat(proxy.metric("inbound_http_authz_allow_total", "srv_name=\"audit\"", "authz_name=\"audit\""))
                    .isEqualTo(1);
            assertThat(proxy.metric("inbound_tcp_authz_allow_total", "srv_name=\"audit\"", "authz_name=\"audit\""))
                    .isEqualTo(1);
        }
    }

    @Test
    void requestsAreCountedByTheirRoute() {
        try (ScriptedServer server = ScriptedServer.answering(OK);
                RunningProxy proxy = proxy().redirect(server.address());
                Wire client = proxy.inbound(0)) {
            client.send("GET / HTTP/1.1~Host: a~~");
            assertThat(client.head()).startsWith("http/1.1 200");
            assertThat(client.text(2)).isEqualTo("ok");

            String parent = "parent_kind=\"default\",parent_name=\"all-unauthenticated\",parent_port=\""
                    + server.address().getPort() + "\"";
            String route = "route_group=\"\",route_kind=\"default\",route_name=\"default\"";
            assertThat(proxy.metric("inbound_http_requests_total", parent, route))
                    .isEqualTo(1);
            assertThat(proxy.metric("inbound_http_statuses_total", parent, route, "status=\"200\""))
                    .isEqualTo(1);
            assertThat(proxy.metric("inbound_http_request_duration_seconds_count", parent, route))
                    .isEqualTo(1);
            assertThat(proxy.metric("inbound_http_response_duration_seconds_count", parent, route))
                    .isEqualTo(1);
            assertThat(proxy.metric("inbound_http_request_frame_size_bytes_count", parent, route))
                    .isZero();
            assertThat(proxy.metric("inbound_http_response_frame_size_bytes_sum", parent, route))
                    .isEqualTo(2);
            assertThat(proxy.metric("stack_poll_total", "direction=\"inbound\"", "name=\"endpoint\"", "ready=\"true\""))
                    .isEqualTo(1);
        }
    }

    @Test
    void theMetricsNameTargetServerRouteAndAuthorization() {
        try (ScriptedServer server = ScriptedServer.answering(OK);
                RunningProxy proxy = proxy().redirect(server.address());
                Wire client = proxy.inbound(0)) {
            client.send("GET / HTTP/1.1~Host: a~~");
            assertThat(client.head()).startsWith("http/1.1 200");

            String port = Integer.toString(server.address().getPort());
            assertThat(proxy.metric(
                            "request_total",
                            "direction=\"inbound\",target_addr=\"127.0.0.1:" + port + "\"",
                            "tls=\"no_identity\",no_tls_reason=\"no_tls_from_remote\"",
                            "srv_kind=\"default\",srv_name=\"all-unauthenticated\",srv_port=\"" + port + "\"",
                            "route_name=\"default\"",
                            "authz_name=\"all-unauthenticated\""))
                    .isEqualTo(1);
            assertThat(proxy.metric("tcp_open_connections", "peer=\"src\"")).isEqualTo(1);
            assertThat(proxy.metric("tcp_read_bytes_total", "peer=\"src\""))
                    .isEqualTo("GET / HTTP/1.1~Host: a~~".length() + 3);
        }
    }
}
