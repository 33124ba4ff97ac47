package io.reactivemesh.proxy.outbound;

import static io.reactivemesh.proxy.testing.RunningProxy.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.testing.FakeDiscovery;
import io.reactivemesh.proxy.testing.RefusingAddress;
import io.reactivemesh.proxy.testing.RunningProxy;
import io.reactivemesh.proxy.testing.ScriptedServer;
import io.reactivemesh.proxy.testing.Wire;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Outbound HTTP that was not redirected: discovery, balancing, failing. */
class OutboundHttpIT {

    private static final String WEB = "web.emojivoto.svc.cluster.local:80";
    private static final String OK = "HTTP/1.1 200 OK~content-length: 2~~ok";

    private final FakeDiscovery discovery = new FakeDiscovery();
    private RunningProxy proxy;

    @BeforeEach
    void start() {
        discovery.profile(WEB, FakeDiscovery.service("web.emojivoto.svc.cluster.local"));
        proxy = RunningProxy.start(
                discovery,
                Map.of(
                        "LINKERD2_PROXY_OUTBOUND_HTTP_FAILFAST_TIMEOUT", "150ms",
                        "LINKERD2_PROXY_OUTBOUND_DISCOVERY_IDLE_TIMEOUT", "1h"));
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    private static void get(Wire client) {
        client.send("GET / HTTP/1.1~Host: web.emojivoto.svc.cluster.local~~");
    }

    @Test
    void routesByHostThroughDiscoveryAndCounts() {
        try (ScriptedServer server = ScriptedServer.answering(OK);
                Wire client = proxy.outbound()) {
            discovery.endpoints(WEB, server.address());

            get(client);

            assertThat(client.head()).startsWith("http/1.1 200 ok~");
            assertThat(client.text(2)).isEqualTo("ok");
            assertThat(proxy.metric("request_total", "direction=\"outbound\"", "authority=\"" + WEB + "\""))
                    .isEqualTo(1);
            assertThat(proxy.metric("response_total", "status_code=\"200\"", "classification=\"success\""))
                    .isEqualTo(1);
            assertThat(proxy.metric("response_latency_ms_count", "status_code=\"200\""))
                    .isEqualTo(1);
            assertThat(proxy.metric("tcp_open_connections", "peer=\"dst\"")).isEqualTo(1);
        }
    }

    @Test
    void requestsAreCountedByRouteAndBackend() {
        try (ScriptedServer server = ScriptedServer.answering(OK);
                Wire client = proxy.outbound()) {
            discovery.endpoints(WEB, server.address());

            client.send(
                    "POST / HTTP/1.1~Host: web.emojivoto.svc.cluster.local~content-length: 200~~" + "x".repeat(200));
            assertThat(client.head()).startsWith("http/1.1 200");
            assertThat(client.text(2)).isEqualTo("ok");

            String service =
                    "group=\"core\",parent_kind=\"Service\",parent_namespace=\"emojivoto\",parent_name=\"web\"";
            String way = "route_name=\"http\",backend_group=\"core\",backend_kind=\"Service\"";
            assertThat(proxy.metric(
                            "outbound_http_route_request_statuses_total",
                            service,
                            "route_name=\"http\",hostname=\"\",http_status=\"200\",error=\"\""))
                    .isEqualTo(1);
            assertThat(proxy.metric("outbound_http_route_request_duration_seconds_count", service))
                    .isEqualTo(1);
            assertThat(proxy.metric("outbound_http_route_request_frame_size_bytes_sum", service))
                    .isEqualTo(200);
            assertThat(proxy.metric("outbound_http_route_backend_requests_total", service, way))
                    .isEqualTo(1);
            assertThat(proxy.metric("outbound_http_route_backend_response_statuses_total", service, way))
                    .isEqualTo(1);
            assertThat(proxy.metric("outbound_http_route_backend_response_duration_seconds_count", service, way))
                    .isEqualTo(1);
            assertThat(proxy.metric("outbound_http_route_backend_response_frame_size_bytes_sum", service, way))
                    .isEqualTo(2);
            assertThat(proxy.metric("outbound_tcp_protocol_connections_total", "protocol=\"detect\",parent_group=\"\""))
                    .isEqualTo(1);
            assertThat(proxy.metric("outbound_tcp_transfer_cost_bytes_total", "op=\"Send\",zone_locality=\"Unknown\""))
                    .isEqualTo(proxy.metric("tcp_write_bytes_total", "peer=\"dst\""));
            for (String name : List.of("logical", "balance", "endpoint")) {
                assertThat(proxy.metric("stack_poll_total", "protocol=\"http\",name=\"" + name + "\",ready=\"true\""))
                        .as(name)
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void theOverrideHeaderChoosesTheDestinationAndIsStripped() {
        try (ScriptedServer server = ScriptedServer.answering(OK);
                Wire client = proxy.outbound()) {
            discovery.endpoints(WEB, server.address());

            client.send("GET / HTTP/1.1~Host: elsewhere~l5d-dst-override: web.emojivoto.svc.cluster.local:80~~");

            assertThat(client.head()).startsWith("http/1.1 200 ok~");
            assertThat(server.heads()).containsExactly("get / http/1.1~host: elsewhere~~");
        }
    }

    @Test
    void bothEndpointsAreUsedAndARemovedOneNoMore() {
        try (ScriptedServer one = ScriptedServer.answering(OK);
                ScriptedServer two = ScriptedServer.answering(OK);
                Wire client = proxy.outbound()) {
            discovery.endpoints(WEB, one.address(), two.address());
            for (int i = 0; i < 100; i++) {
                get(client);
                assertThat(client.head()).startsWith("http/1.1 200");
                assertThat(client.text(2)).isEqualTo("ok");
            }
            assertThat(one.heads()).isNotEmpty();
            assertThat(two.heads()).isNotEmpty();

            discovery.endpoints(WEB, two.address());
            eventually(
                    "the pool of the removed endpoint is closed",
                    () -> proxy.metric("tcp_open_connections", "peer=\"dst\"") == 1);
            int before = one.heads().size();
            for (int i = 0; i < 20; i++) {
                get(client);
                assertThat(client.head()).startsWith("http/1.1 200");
                assertThat(client.text(2)).isEqualTo("ok");
            }

            assertThat(one.heads()).hasSize(before);
        }
    }

    @Test
    void aRequestInFlightToARemovedEndpointIsFinished() throws Exception {
        var asked = new java.util.concurrent.CountDownLatch(1);
        var mayAnswer = new java.util.concurrent.CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    assertThat(wire.head()).isNotEmpty();
                    asked.countDown();
                    awaitQuietly(mayAnswer);
                    wire.send(OK);
                    assertThat(wire.ended()).isTrue();
                });
                Wire client = proxy.outbound()) {
            discovery.endpoints(WEB, server.address());
            get(client);
            asked.await();

            discovery.endpoints(WEB);
            eventually("removed", () -> proxy.metric("outbound_http_balancer_p2c_endpoints") == 0);
            mayAnswer.countDown();

            assertThat(client.head()).startsWith("http/1.1 200");
            eventually("connection closed", () -> proxy.metric("tcp_open_connections", "peer=\"dst\"") == 0);
        }
    }

    static void awaitQuietly(java.util.concurrent.CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aRequestWaitsForTheFirstEndpoint() {
        try (ScriptedServer server = ScriptedServer.answering(OK);
                Wire client = proxy.outbound()) {
            get(client);
            eventually("looked up", () -> discovery.lookups().contains("endpoints " + WEB));

            discovery.endpoints(WEB, server.address());

            assertThat(client.head()).startsWith("http/1.1 200");
        }
    }

    @Test
    void withoutEndpointsTheFirstRequestGets504AndLaterOnes503UntilOneComes() {
        discovery.endpoints(WEB);
        try (ScriptedServer server = ScriptedServer.answering(OK)) {
            try (Wire first = proxy.outbound()) {
                get(first);
                assertThat(first.head())
                        .startsWith("http/1.1 504 gateway timeout~")
                        .contains("l5d-proxy-error: service in fail-fast~")
                        .contains("l5d-proxy-connection: close~")
                        .contains("~connection: close~")
                        .contains("~content-length: 0~");
                assertThat(first.ended()).isTrue();
            }
            try (Wire second = proxy.outbound()) {
                get(second);
                assertThat(second.head()).startsWith("http/1.1 503 service unavailable~");
            }
            assertThat(proxy.metric("outbound_http_errors_total", "error=\"failfast\""))
                    .isEqualTo(1);
            assertThat(proxy.metric("outbound_http_errors_total", "error=\"loadshed\""))
                    .isEqualTo(1);

            discovery.endpoints(WEB, server.address());
            try (Wire third = proxy.outbound()) {
                get(third);
                assertThat(third.head()).startsWith("http/1.1 200");
            }
        }
    }

    @Test
    void discoveryThatDoesNotAnswerEndsInFailFast() {
        discovery.hold("slow:80");
        try (Wire client = proxy.outbound()) {
            client.send("GET / HTTP/1.1~Host: slow~~");

            assertThat(client.head()).startsWith("http/1.1 504");
        }
    }

    @Test
    void aNameNobodyKnowsGets502AndNoHostGets500() {
        try (Wire client = proxy.outbound();
                Wire nobody = proxy.outbound()) {
            client.send("GET / HTTP/1.1~Host: nowhere~~");
            assertThat(client.head()).startsWith("http/1.1 502").contains("l5d-proxy-error: destination unknown~");

            nobody.send("GET / HTTP/1.1~~");
            assertThat(nobody.head()).startsWith("http/1.1 500");
        }
    }

    @Test
    void aRefusedConnectionIs502AndCountsAsAResponseOfTheEndpoint() {
        try (RefusingAddress nobody = RefusingAddress.take();
                Wire client = proxy.outbound()) {
            discovery.endpoints(WEB, nobody.address());
            get(client);

            assertThat(client.head()).startsWith("http/1.1 502 bad gateway~").contains("~connection: close~");
            assertThat(client.ended()).isTrue();
            assertThat(proxy.metric("response_total", "status_code=\"502\"", "classification=\"failure\""))
                    .isEqualTo(1);
            assertThat(proxy.metric("outbound_http_errors_total", "error=\"i/o\""))
                    .isEqualTo(1);
        }
    }

    @Test
    void anEndpointThatClosesWithoutAnAnswerIs502() {
        try (ScriptedServer server = ScriptedServer.start(
                        (wire, _) -> assertThat(wire.head()).isNotEmpty());
                Wire client = proxy.outbound()) {
            discovery.endpoints(WEB, server.address());
            get(client);

            assertThat(client.head()).startsWith("http/1.1 502");
        }
    }

    @Test
    void anEndpointThatDoesNotSpeakHttpIs502() {
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    assertThat(wire.head()).isNotEmpty();
                    wire.send("HTTP/1.1 200 OK~Content-Length: 1~Content-Length: 2~~x");
                });
                Wire client = proxy.outbound()) {
            discovery.endpoints(WEB, server.address());
            get(client);

            assertThat(client.head()).startsWith("http/1.1 502");
        }
    }

    @Test
    void aStaleConnectionIsReplacedWithoutTheClientNoticing() {
        try (ScriptedServer server = ScriptedServer.start((wire, number) -> {
                    assertThat(wire.head()).isNotEmpty();
                    wire.send(OK);
                    // The second request on the first connection finds it closing.
                    if (number > 1 || wire.head().isEmpty()) {
                        wire.head();
                    }
                });
                Wire client = proxy.outbound()) {
            discovery.endpoints(WEB, server.address());
            get(client);
            assertThat(client.head()).startsWith("http/1.1 200");
            assertThat(client.text(2)).isEqualTo("ok");

            get(client);

            assertThat(client.head()).startsWith("http/1.1 200");
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void aPostOnAStaleConnectionIsNotRepeated() {
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    assertThat(wire.head()).isNotEmpty();
                    wire.send(OK);
                    wire.head();
                });
                Wire client = proxy.outbound()) {
            discovery.endpoints(WEB, server.address());
            get(client);
            assertThat(client.head()).startsWith("http/1.1 200");
            assertThat(client.text(2)).isEqualTo("ok");

            client.send("POST / HTTP/1.1~Host: web.emojivoto.svc.cluster.local~content-length: 0~~");

            assertThat(client.head()).startsWith("http/1.1 502");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void weightedAlternativesShareTheTrafficAndChangeUnderALiveConnection() {
        try (ScriptedServer apex = ScriptedServer.answering(OK);
                ScriptedServer leaf = ScriptedServer.answering(OK);
                Wire client = proxy.outbound()) {
            discovery.endpoints(WEB, apex.address()).endpoints("leaf:80", leaf.address());
            get(client);
            assertThat(client.head()).startsWith("http/1.1 200");
            assertThat(client.text(2)).isEqualTo("ok");

            discovery.profile(WEB, split(Map.of("leaf:80", 1)));
            eventually("leaf looked up", () -> discovery.lookups().contains("endpoints leaf:80"));
            get(client);
            assertThat(client.head()).startsWith("http/1.1 200");

            assertThat(apex.heads()).hasSize(1);
            assertThat(leaf.heads()).hasSize(1);
        }
    }

    private static io.reactivemesh.proxy.control.ProfileUpdate.Profile split(Map<String, Integer> weights) {
        var overrides = weights.entrySet().stream()
                .map(each -> new io.reactivemesh.proxy.control.ProfileUpdate.WeightedAuthority(
                        each.getKey(), each.getValue()))
                .toList();
        return new io.reactivemesh.proxy.control.ProfileUpdate.Profile(
                "web.emojivoto.svc.cluster.local", false, null, overrides, java.util.List.of(), null);
    }

    @Test
    void aRequiredIdentityThatNobodyProvesIs502() {
        try (ScriptedServer server = ScriptedServer.answering(OK);
                Wire demanding = proxy.outbound();
                Wire odd = proxy.outbound()) {
            discovery.endpoints(WEB, server.address());

            demanding.send("GET / HTTP/1.1~Host: web.emojivoto.svc.cluster.local~l5d-require-id: web.example~~");
            odd.send("GET / HTTP/1.1~Host: web.emojivoto.svc.cluster.local~l5d-require-id: ///~~");

            assertThat(demanding.head()).startsWith("http/1.1 502");
            assertThat(odd.head()).startsWith("http/1.1 200");
            assertThat(server.heads()).containsExactly("get / http/1.1~host: web.emojivoto.svc.cluster.local~~");
        }
    }
}
