package io.reactivemesh.proxy.outbound;

import static io.reactivemesh.proxy.testing.RunningProxy.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.testing.FakeDiscovery;
import io.reactivemesh.proxy.testing.RoutableAddress;
import io.reactivemesh.proxy.testing.RunningProxy;
import io.reactivemesh.proxy.testing.ScriptedServer;
import io.reactivemesh.proxy.testing.Wire;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Outbound connections that the kernel redirected: the original destination rules. */
class OutboundRedirectedIT {

    private static final InetSocketAddress CLUSTER_IP = new InetSocketAddress("10.96.0.10", 80);
    private static final String PATH = "10.96.0.10:80";
    private static final String PARENT = "parent_group=\"core\",parent_kind=\"Service\",parent_namespace=\"emojivoto\","
            + "parent_name=\"web\",parent_port=\"80\",parent_section_name=\"\"";
    private static final String WEB = "web.emojivoto.svc.cluster.local:80";

    private final FakeDiscovery discovery = new FakeDiscovery();
    private final RunningProxy proxy = RunningProxy.start(
                    discovery,
                    Map.of(
                            "LINKERD2_PROXY_OUTBOUND_DETECT_TIMEOUT",
                            "40ms",
                            "LINKERD2_PROXY_OUTBOUND_TCP_FAILFAST_TIMEOUT",
                            "100ms"))
            .redirect(CLUSTER_IP);

    @AfterEach
    void stop() {
        proxy.close();
    }

    @Test
    void aLoopbackDestinationIsRefused() {
        discovery.profile(PATH, FakeDiscovery.service("web.emojivoto.svc.cluster.local"));
        try (ScriptedServer server = ScriptedServer.answering("HTTP/1.1 200 OK~content-length: 0~~");
                Wire client = proxy.outbound()) {
            discovery.endpoints(WEB, server.address());
            client.send("GET / HTTP/1.1~Host: web~~");

            assertThat(client.head()).startsWith("http/1.1 502");
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void nothingIsReadBeforeDiscoveryHasAnswered() {
        discovery.hold(PATH);
        try (Wire client = proxy.outbound()) {
            client.send("GET / HTTP/1.1~Host: web~~");
            eventually("looked up", () -> discovery.lookups().contains("profile " + PATH));
            assertThat(proxy.metric("outbound_tcp_protocol_connections_total")).isZero();

            discovery
                    .profile(PATH, FakeDiscovery.service("web.emojivoto.svc.cluster.local"))
                    .endpoints(WEB);

            eventually(
                    "decided",
                    () -> proxy.metric("outbound_tcp_protocol_connections_total", "protocol=\"detect\"," + PARENT)
                            == 1);
            eventually(
                    "detected",
                    () -> proxy.metric("outbound_tcp_detect_http_results_total", "result=\"http/1\"," + PARENT) == 1);
        }
    }

    @Test
    void anOpaqueDestinationIsNotDetected() {
        discovery.profile(PATH, FakeDiscovery.opaque("web.emojivoto.svc.cluster.local"));
        try (Wire client = proxy.outbound()) {
            eventually(
                    "decided",
                    () -> proxy.metric("outbound_tcp_protocol_connections_total", "protocol=\"opaq\"," + PARENT) == 1);
            assertThat(client).isNotNull();
            assertThat(proxy.metric("outbound_tcp_detect_http_results_total")).isZero();
        }
    }

    @Test
    void anOpaqueConnectionWithoutEndpointsIsClosedAfterFailFast() {
        discovery
                .profile(PATH, FakeDiscovery.opaque("web.emojivoto.svc.cluster.local"))
                .endpoints(WEB);
        try (Wire client = proxy.outbound()) {
            assertThat(client.ended()).isTrue();
            assertThat(proxy.metric("outbound_tcp_errors_total", "error=\"failfast\"", "target_addr=\"" + PATH + "\""))
                    .isEqualTo(1);
            assertThat(proxy.metric("outbound_tcp_route_open_total", PARENT, "target_ip=\"10.96.0.10\""))
                    .isEqualTo(1);
            eventually("counted", () -> proxy.metric("outbound_tcp_route_close_total", "error=\"unexpected\"") == 1);
        }
    }

    @Test
    void connectionsToOneDestinationShareOneLookup() {
        discovery
                .profile(PATH, FakeDiscovery.service("web.emojivoto.svc.cluster.local"))
                .endpoints(WEB);
        try (Wire one = proxy.outbound();
                Wire two = proxy.outbound()) {
            assertThat(one).isNotSameAs(two);
            eventually(
                    "both decided",
                    () -> proxy.metric("outbound_tcp_protocol_connections_total", "protocol=\"detect\"") == 2);

            assertThat(discovery.lookups().stream().filter(each -> each.startsWith("profile")))
                    .hasSize(1);
        }
    }

    @Test
    void anOpaqueRelayPassesBothWaysAndKeepsHalfClose() {
        InetAddress here = RoutableAddress.find();
        try (ScriptedServer server = ScriptedServer.startOn(here, (wire, _) -> {
            wire.send("banner");
            assertThat(wire.rest()).isEqualTo("question");
            wire.send("answer");
        })) {
            discovery
                    .profile(PATH, FakeDiscovery.opaque("web.emojivoto.svc.cluster.local"))
                    .endpoints(WEB, server.address());
            try (Wire client = proxy.outbound()) {
                assertThat(client.text(6)).isEqualTo("banner");
                client.send("question").finish();
                assertThat(client.rest()).isEqualTo("answer");
            }
            eventually("closed", () -> proxy.metric("tcp_open_connections", "peer=\"dst\"") == 0);
            assertThat(proxy.metric("tcp_write_bytes_total", "peer=\"dst\"")).isEqualTo("question".length());
            assertThat(proxy.metric("outbound_tcp_route_close_total", "route_name=\"opaq\"", "error=\"\""))
                    .isEqualTo(1);
            assertThat(proxy.metric("outbound_tcp_balancer_p2c_endpoints", PARENT, "logical=\"" + WEB + "\""))
                    .isEqualTo(1);
        }
    }

    @Test
    void aSilentClientIsRelayedAfterTheDetectTimeout() {
        try (ScriptedServer server =
                ScriptedServer.startOn(RoutableAddress.find(), (wire, _) -> wire.send("welcome"))) {
            proxy.redirect(server.address());
            try (Wire client = proxy.outbound()) {
                assertThat(client.text(7)).isEqualTo("welcome");
                assertThat(proxy.metric("outbound_tcp_detect_http_results_total", "result=\"read_timeout\""))
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void withoutAProfileTheOriginalDestinationIsUsed() {
        InetAddress here = RoutableAddress.find();
        try (ScriptedServer server = ScriptedServer.answeringOn(here, "HTTP/1.1 200 OK~content-length: 0~~")) {
            proxy.redirect(server.address());
            try (Wire client = proxy.outbound()) {
                client.send("GET / HTTP/1.1~Host: whatever~~");

                assertThat(client.head()).startsWith("http/1.1 200");
            }
        }
    }
}
