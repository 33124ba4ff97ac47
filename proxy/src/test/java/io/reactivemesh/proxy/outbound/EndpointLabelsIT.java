package io.reactivemesh.proxy.outbound;

import static io.reactivemesh.proxy.testing.RunningProxy.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.control.Http2Params;
import io.reactivemesh.proxy.control.ProxyEndpoint;
import io.reactivemesh.proxy.control.ProxyEndpoint.Hint;
import io.reactivemesh.proxy.control.ProxyEndpoint.Zone;
import io.reactivemesh.proxy.testing.FakeDiscovery;
import io.reactivemesh.proxy.testing.Http2Wire;
import io.reactivemesh.proxy.testing.RunningProxy;
import io.reactivemesh.proxy.testing.ScriptedServer;
import io.reactivemesh.proxy.testing.Wire;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is known of an endpoint shows in the meters, and in how it is spoken to; numbers are those of the reference's behaviour cases. */
class EndpointLabelsIT {

    private static final String HOST = "web.emojivoto.svc.cluster.local";
    private static final String WEB = HOST + ":80";

    private final ScriptedServer server = ScriptedServer.answering("HTTP/1.1 200 OK~content-length: 0~~");
    private final FakeDiscovery discovery = new FakeDiscovery().profile(WEB, FakeDiscovery.service(HOST));

    @AfterEach
    void stop() {
        server.close();
    }

    private ProxyEndpoint endpoint(Map<String, String> labels, Hint hint) {
        return new ProxyEndpoint(
                server.address(), 10_000, new TreeMap<>(labels), Zone.UNKNOWN, null, hint, 0, null, Http2Params.NONE);
    }

    private static void get(RunningProxy proxy) {
        try (Wire client = proxy.outbound()) {
            assertThat(client.send("GET / HTTP/1.1~Host: " + HOST + "~~").head())
                    .startsWith("http/1.1 200");
        }
    }

    /** Cases 81 and 99. */
    @Test
    void labelsOfDiscoveryAreOnRequestsResponsesAndLatencies() {
        discovery.endpoints(WEB, List.of(endpoint(Map.of("service", "web", "pod", "web-1"), Hint.NONE)));
        try (RunningProxy proxy = RunningProxy.start(discovery, Map.of())) {
            get(proxy);

            for (String family : new String[] {"request_total", "response_total", "response_latency_ms_count"}) {
                eventually(
                        family,
                        () -> proxy.metric(
                                        family,
                                        "direction=\"outbound\"",
                                        "tls=\"no_identity\",no_tls_reason=\"not_provided_by_service_discovery\"",
                                        "dst_pod=\"web-1\",dst_service=\"web\"")
                                == 1);
            }
        }
    }

    /** Case 80: the peer would be this proxy itself. */
    @Test
    void anEndpointOfTheOwnPodIsSpokenToAsItIs() {
        discovery.endpoints(WEB, List.of(endpoint(Map.of(), Hint.H2)));
        try (RunningProxy proxy = RunningProxy.start(
                discovery,
                Map.of(
                        "LINKERD2_PROXY_INBOUND_IPS",
                        server.address().getAddress().getHostAddress()))) {
            get(proxy);

            assertThat(server.heads()).containsExactly("get / http/1.1~host: " + HOST + "~~");
            assertThat(proxy.metric(
                            "request_total",
                            "direction=\"outbound\"",
                            "tls=\"no_identity\",no_tls_reason=\"loopback\""))
                    .isEqualTo(1);
        }
    }

    /** Case 83: what is no identity asks for none. */
    @ParameterizedTest
    @ValueSource(strings = {"1.2.3.4", "*", "a..b", "host:80"})
    void aRequiredIdentityThatIsNoneIsPassedOver(String required) {
        discovery.endpoints(WEB, server.address());
        try (RunningProxy proxy = RunningProxy.start(discovery, Map.of());
                Wire client = proxy.outbound()) {
            client.send("GET / HTTP/1.1~Host: " + HOST + "~l5d-require-id: " + required + "~~");

            assertThat(client.head()).startsWith("http/1.1 200");
            assertThat(server.heads()).containsExactly("get / http/1.1~host: " + HOST + "~~");
        }
    }

    /** Case 84: what the proxy of a balanced endpoint says to proxies. */
    @Test
    void whatAProxySaysToAProxyIsRemovedAndTheConnectionKept() {
        try (ScriptedServer peer = ScriptedServer.answering("HTTP/1.1 502 Bad Gateway~l5d-proxy-connection: close~"
                        + "l5d-proxy-error: something~content-length: 0~~");
                RunningProxy proxy = RunningProxy.start(discovery, Map.of());
                Wire client = proxy.outbound()) {
            discovery.endpoints(WEB, peer.address());
            for (int i = 0; i < 2; i++) {
                client.send("GET / HTTP/1.1~Host: " + HOST + "~~");

                assertThat(client.head()).isEqualTo("http/1.1 502 bad gateway~content-length: 0~~");
            }
        }
    }

    private static ProxyEndpoint gateway(InetSocketAddress address, Hint hint) {
        return new ProxyEndpoint(
                address,
                10_000,
                new TreeMap<>(),
                Zone.UNKNOWN,
                null,
                hint,
                0,
                "web.ns.svc.other:8080",
                Http2Params.NONE);
    }

    /** Case 82, without the transport header that goes with it over mesh TLS. */
    @Test
    void aGatewayIsToldWhomARequestIsFor() {
        discovery.endpoints(WEB, List.of(gateway(server.address(), Hint.NONE)));
        try (RunningProxy proxy = RunningProxy.start(discovery, Map.of());
                Wire client = proxy.outbound()) {
            client.send("GET / HTTP/1.1~Host: " + HOST + "~l5d-dst-canonical: a~X-Kept: 1~~");

            assertThat(client.head()).startsWith("http/1.1 200");
            assertThat(server.heads()).containsExactly("get / http/1.1~x-kept: 1~host: web.ns.svc.other:8080~~");
        }
    }

    /** Case 82, HTTP/1 that the gateway's proxy takes in HTTP/2, and HTTP/2 itself. */
    @Test
    void overHttp2AGatewayIsToldToo() {
        List<String> heads = new CopyOnWriteArrayList<>();
        try (ScriptedServer peer = ScriptedServer.start((connection, _) -> {
                    Http2Wire wire = Http2Wire.server(connection);
                    Http2Wire.Frame head = wire.message();
                    heads.add(head.text());
                    wire.headers(head.stream(), true, ":status", "204");
                    assertThat(wire.ended()).isTrue();
                });
                RunningProxy proxy = RunningProxy.start(discovery, Map.of());
                Wire http1 = proxy.outbound();
                Http2Wire http2 = Http2Wire.client(proxy.outbound())) {
            discovery.endpoints(WEB, List.of(gateway(peer.address(), Hint.H2)));
            http1.send("GET /1 HTTP/1.1~Host: " + HOST + "~l5d-dst-canonical: a~~");
            assertThat(http1.head()).startsWith("http/1.1 204");
            http2.request(1, true, "GET", HOST, "/2", "host", HOST, "l5d-dst-canonical", "a");
            assertThat(http2.message().text()).isEqualTo(":status: 204\n");
        }
        assertThat(heads)
                .hasSize(2)
                .allSatisfy(head -> assertThat(head)
                        .contains(":authority: web.ns.svc.other:8080\n")
                        .doesNotContain("\nhost:", "l5d-dst-canonical"));
    }
}
