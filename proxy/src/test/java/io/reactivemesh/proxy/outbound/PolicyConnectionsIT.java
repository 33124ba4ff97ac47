package io.reactivemesh.proxy.outbound;

import static io.reactivemesh.proxy.testing.Policies.bytes;
import static io.reactivemesh.proxy.testing.Policies.policy;
import static io.reactivemesh.proxy.testing.Policies.route;
import static io.reactivemesh.proxy.testing.Policies.to;
import static io.reactivemesh.proxy.testing.RunningProxy.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.reactivemesh.proxy.control.BackendPolicy;
import io.reactivemesh.proxy.control.PolicyUpdate;
import io.reactivemesh.proxy.control.ProtocolPolicy;
import io.reactivemesh.proxy.control.ProtocolPolicy.Version;
import io.reactivemesh.proxy.control.Spread;
import io.reactivemesh.proxy.control.TcpRule;
import io.reactivemesh.proxy.route.HostMatch;
import io.reactivemesh.proxy.route.NameRouter.NamedRoute;
import io.reactivemesh.proxy.testing.FakeDiscovery;
import io.reactivemesh.proxy.testing.Hellos;
import io.reactivemesh.proxy.testing.RunningProxy;
import io.reactivemesh.proxy.testing.ScriptedServer;
import io.reactivemesh.proxy.testing.Wire;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the outbound policy makes of redirected connections; numbers are those of the reference's behaviour cases. */
class PolicyConnectionsIT {

    private static final InetSocketAddress CLUSTER_IP = new InetSocketAddress("10.96.0.10", 443);
    private static final String PATH = "10.96.0.10:443";
    private static final String ONE = "one.ns.svc.cluster.local:443";
    private static final String TWO = "two.ns.svc.cluster.local:443";

    private final FakeDiscovery discovery = new FakeDiscovery();
    private RunningProxy proxy;
    private ScriptedServer one;
    private ScriptedServer two;

    @BeforeEach
    void start() throws SocketException {
        InetAddress here = routableAddress();
        one = ScriptedServer.startOn(here, (wire, _) -> wire.send("one").rest());
        two = ScriptedServer.startOn(here, (wire, _) -> wire.send("two").rest());
        discovery.endpoints(ONE, one.address()).endpoints(TWO, two.address());
        proxy = RunningProxy.start(discovery, Map.of()).redirect(CLUSTER_IP);
    }

    @AfterEach
    void stop() {
        proxy.close();
        one.close();
        two.close();
    }

    private static Spread<List<TcpRule.Filter>> relay(String authority) {
        return Spread.only(BackendPolicy.balanced(authority), List.of());
    }

    private static String hello(String serverName) {
        return new String(Hellos.to(serverName), StandardCharsets.ISO_8859_1);
    }

    private static ProtocolPolicy tls() {
        return new ProtocolPolicy.Tls(List.of(
                new NamedRoute<>(List.of(new HostMatch.Suffix("example.com")), bytes("wildcard", relay(ONE))),
                new NamedRoute<>(List.of(new HostMatch.Exact("foo.example.com")), bytes("exact", relay(TWO)))));
    }

    /** Case 109. */
    @Test
    void tlsIsRoutedByServerName() {
        discovery.policy(PATH, policy(tls()));
        try (Wire wildcard = proxy.outbound();
                Wire exact = proxy.outbound()) {
            assertThat(wildcard.send(hello("bar.example.com")).text(3)).isEqualTo("one");
            assertThat(exact.send(hello("FOO.example.com")).text(3)).isEqualTo("two");
        }
        assertThat(proxy.metric("outbound_tcp_protocol_connections_total", "protocol=\"tls\""))
                .isEqualTo(2);
        assertThat(proxy.metric(
                        "outbound_tls_route_open_total", "route_name=\"exact\"", "hostname=\"foo.example.com\""))
                .isEqualTo(1);
        eventually(
                "both have ended",
                () -> proxy.metric("outbound_tls_route_close_total", "hostname=\"bar.example.com\"", "error=\"\"")
                        == 1);
    }

    @Test
    void balancersOfTlsAreCountedApartFromThoseOfBytesNobodyLooksInto() {
        discovery.policy(PATH, policy(tls()));
        String names = "parent_name=\"web\",parent_port=\"80\",parent_section_name=\"\",backend_group=\"core\"";
        String authorities = "logical=\"web.emojivoto.svc.cluster.local:80\",concrete=\"" + TWO + "\"";
        try (Wire client = proxy.outbound()) {
            assertThat(client.send(hello("foo.example.com")).text(3)).isEqualTo("two");

            for (String counted : List.of("p2c_endpoints", "queue_requests_total", "queue_latency_seconds_count")) {
                assertThat(proxy.metric("outbound_tls_balancer_" + counted, names, authorities))
                        .as(counted)
                        .isEqualTo(1);
            }
            for (String name : List.of("logical", "balance", "endpoint")) {
                assertThat(proxy.metric("stack_create_total", "protocol=\"tls\"", "name=\"" + name + "\""))
                        .as(name)
                        .isPositive();
            }
        }
        assertThat(proxy.exposition()).doesNotContain("outbound_tcp_balancer_", "outbound_tls_balancer_endpoints");
    }

    @Test
    void aDestinationWhoseTlsIsNotLookedIntoAnyMoreIsBalancedAsBytes() {
        discovery.policy(PATH, policy(tls()));
        try (Wire before = proxy.outbound()) {
            assertThat(before.send(hello("foo.example.com")).text(3)).isEqualTo("two");
        }
        discovery.policy(PATH, policy(new ProtocolPolicy.Opaque(bytes("tcp", relay(TWO)))));
        eventually("the policy holds", () -> {
            try (Wire after = proxy.outbound()) {
                return after.text(3).equals("two")
                        && proxy.metric("outbound_tcp_balancer_queue_requests_total", TWO) >= 1;
            }
        });
        assertThat(proxy.metric("outbound_tls_balancer_queue_requests_total", TWO))
                .isEqualTo(1);
    }

    /** Case 109. */
    @Test
    void tlsForANameThatNoRouteIsForIsClosed() {
        discovery.policy(PATH, policy(tls()));
        try (Wire client = proxy.outbound()) {
            assertThat(client.send(hello("example.org")).ended()).isTrue();
        }
        assertThat(one.connections() + two.connections()).isZero();
    }

    @Test
    void whatIsNoTlsIsClosedWhereTlsIsExpected() {
        discovery.policy(PATH, policy(tls()));
        try (Wire plain = proxy.outbound()) {
            assertThat(plain.send("GET / HTTP/1.1~Host: a~~").ended()).isTrue();
        }
        eventually("counted", () -> proxy.metric("outbound_tcp_errors_total", "error=\"unexpected\"") == 1);
        eventually("closed", () -> proxy.metric("tcp_open_connections", "peer=\"src\"") == 0);
    }

    @Test
    void aClientThatSaysNothingIsClosedWhereTlsIsExpected() {
        discovery.policy(PATH, policy(tls()));
        try (RunningProxy impatient = RunningProxy.start(
                                discovery, Map.of("LINKERD2_PROXY_OUTBOUND_DETECT_TIMEOUT", "40ms"))
                        .redirect(CLUSTER_IP);
                Wire silent = impatient.outbound()) {
            assertThat(silent.ended()).isTrue();
        }
    }

    /** Case 113, connections. */
    @Test
    void aForbiddenConnectionIsClosed() {
        TcpRule forbidden = bytes("deny", relay(ONE), new TcpRule.Filter.Forbidden());
        discovery.policy(PATH, policy(new ProtocolPolicy.Opaque(forbidden)));
        try (Wire client = proxy.outbound()) {
            assertThat(client.ended()).isTrue();
        }
        assertThat(one.connections()).isZero();
        assertThat(proxy.metric("outbound_tcp_errors_total", "error=\"forbidden\""))
                .isEqualTo(1);
        eventually(
                "counted by its route",
                () -> proxy.metric("outbound_tcp_route_close_total", "route_name=\"deny\"", "error=\"forbidden\"")
                        == 1);
    }

    /** Case 113, connections of TLS. */
    @Test
    void aForbiddenServerNameIsClosedAndOthersPass() {
        discovery.policy(
                PATH,
                policy(new ProtocolPolicy.Tls(List.of(
                        new NamedRoute<>(List.of(), bytes("deny", relay(ONE), new TcpRule.Filter.Forbidden())),
                        new NamedRoute<>(
                                List.of(new HostMatch.Exact("ok.example.com")), bytes("allow", relay(TWO)))))));
        try (Wire denied = proxy.outbound();
                Wire allowed = proxy.outbound()) {
            assertThat(denied.send(hello("bad.example.com")).ended()).isTrue();
            assertThat(allowed.send(hello("ok.example.com")).text(3)).isEqualTo("two");
        }
        eventually(
                "counted",
                () -> proxy.metric("outbound_tls_route_close_total", "route_name=\"deny\"", "error=\"forbidden\"")
                        == 1);
    }

    @Test
    void anOpaquePolicyIsNotDetectedAndTakesItsRoute() {
        discovery.policy(PATH, policy(new ProtocolPolicy.Opaque(bytes("tcp", relay(TWO)))));
        try (Wire client = proxy.outbound()) {
            assertThat(client.text(3)).isEqualTo("two");
        }
        assertThat(proxy.metric("outbound_tcp_detect_http_results_total")).isZero();
        assertThat(proxy.metric("outbound_tcp_route_open_total", "route_name=\"tcp\"", "target_ip=\"10.96.0.10\""))
                .isEqualTo(1);
    }

    @Test
    void aKnownVersionOfHttpIsServedWithoutDetection() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.answeringOn(routableAddress(), "HTTP/1.1 200 OK~content-length: 0~~")) {
            discovery
                    .policy(PATH, policy(new ProtocolPolicy.Http(Version.HTTP1, List.of(route("r", to(ONE))))))
                    .endpoints(ONE, server.address());
            try (Wire client = proxy.outbound()) {
                client.send("GET / HTTP/1.1~Host: web~~");
                assertThat(client.head()).startsWith("http/1.1 200");
            }
        }
        assertThat(proxy.metric("outbound_tcp_detect_http_results_total")).isZero();
        assertThat(proxy.metric("outbound_tcp_protocol_connections_total", "protocol=\"http/1\""))
                .isEqualTo(1);
    }

    /** Case 40. */
    @Test
    void connectionsAreCountedByWhatThePolicySaysOfThem() {
        ProtocolPolicy.Opaque opaque = new ProtocolPolicy.Opaque(bytes("tcp", relay(ONE)));
        ProtocolPolicy.Http http1 = new ProtocolPolicy.Http(Version.HTTP1, List.of(route("r", to(ONE))));
        ProtocolPolicy.Http http2 = new ProtocolPolicy.Http(Version.HTTP2, List.of(route("r", to(ONE))));
        Map<String, ProtocolPolicy> kinds = Map.of(
                "http/1", http1,
                "http/2", http2,
                "opaq", opaque,
                "tls", tls(),
                "detect", new ProtocolPolicy.Detect(Duration.ofSeconds(10), http1, http2, opaque));
        kinds.forEach((protocol, policy) -> {
            discovery.policy(PATH, policy(policy));
            try (RunningProxy fresh = RunningProxy.start(discovery, Map.of()).redirect(CLUSTER_IP);
                    Wire _ = fresh.outbound()) {
                eventually(
                        protocol,
                        () -> fresh.metric(
                                        "outbound_tcp_protocol_connections_total",
                                        "protocol=\"" + protocol + "\"",
                                        "parent_kind=\"Service\"",
                                        "parent_name=\"web\"",
                                        "parent_port=\"80\"")
                                == 1);
                assertThat(fresh.metric("outbound_tcp_protocol_connections_total"))
                        .isEqualTo(1);
            }
        });
    }

    /** Case 88. */
    @Test
    void aDestinationThatTheControlPlaneRefusesIsClosed() {
        discovery.policy(PATH, new PolicyUpdate.Refused("INVALID_ARGUMENT: no"));
        try (Wire client = proxy.outbound()) {
            assertThat(client.ended()).isTrue();
        }
        assertThat(proxy.metric("outbound_tcp_errors_total", "error=\"unexpected\""))
                .isEqualTo(1);
    }

    /** Case 85. */
    @Test
    void connectionsToOneDestinationShareBothLookups() {
        discovery.policy(PATH, policy(new ProtocolPolicy.Opaque(bytes("tcp", relay(ONE)))));
        try (Wire a = proxy.outbound();
                Wire b = proxy.outbound()) {
            assertThat(a.text(3)).isEqualTo("one");
            assertThat(b.text(3)).isEqualTo("one");
        }
        assertThat(discovery.lookups()).containsExactly("profile " + PATH, "policy " + PATH, "endpoints " + ONE);
    }

    /** An IPv4 address of this machine that is not loopback; without one there is nothing to redirect to. */
    private static InetAddress routableAddress() throws SocketException {
        Optional<InetAddress> address = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(each -> each instanceof Inet4Address && !each.isLoopbackAddress() && !each.isLinkLocalAddress())
                .findFirst();
        assumeThat(address).isPresent();
        return address.orElseThrow();
    }
}
