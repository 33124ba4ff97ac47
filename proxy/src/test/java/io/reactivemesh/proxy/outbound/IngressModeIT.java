package io.reactivemesh.proxy.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.testing.FakeDiscovery;
import io.reactivemesh.proxy.testing.Http2Wire;
import io.reactivemesh.proxy.testing.RoutableAddress;
import io.reactivemesh.proxy.testing.RunningProxy;
import io.reactivemesh.proxy.testing.ScriptedServer;
import io.reactivemesh.proxy.testing.Wire;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Beside an ingress controller: it connects to pods itself, and says in a header which Service it means. */
class IngressModeIT {

    private static final String HOST = "web.emojivoto.svc.cluster.local";
    private static final String WEB = HOST + ":80";
    private static final String NOBODY = "http/1.1 504 gateway timeout~connection: close~content-length: 0~~";

    private final FakeDiscovery discovery = new FakeDiscovery();
    private ScriptedServer original;
    private ScriptedServer service;
    private RunningProxy proxy;

    @BeforeEach
    void start() {
        InetAddress here = RoutableAddress.find();
        original = ScriptedServer.answeringOn(here, "HTTP/1.1 200 OK~content-length: 8~~original");
        service = ScriptedServer.answeringOn(here, "HTTP/1.1 200 OK~content-length: 7~~service");
        discovery.profile(WEB, FakeDiscovery.service(HOST)).endpoints(WEB, service.address());
        proxy = start(original.address());
    }

    private RunningProxy start(InetSocketAddress to) {
        return RunningProxy.start(
                        discovery,
                        Map.of(
                                "LINKERD2_PROXY_INGRESS_MODE", "true",
                                "LINKERD2_PROXY_OUTBOUND_DETECT_TIMEOUT", "5s",
                                "LINKERD2_PROXY_OUTBOUND_HTTP_FAILFAST_TIMEOUT", "50ms"))
                .redirect(to);
    }

    @AfterEach
    void stop() {
        proxy.close();
        original.close();
        service.close();
    }

    private static String get(Wire client, String headers) {
        String head =
                client.send("GET / HTTP/1.1~Host: example.com~" + headers + "~").head();
        return head.startsWith("http/1.1 200") ? client.text(head.contains("length: 8") ? 8 : 7) : head;
    }

    @Test
    void eachRequestGoesWhereItsHeaderSays() {
        try (Wire client = proxy.outbound()) {
            assertThat(get(client, "l5d-dst-override: " + WEB + "~")).isEqualTo("service");
            assertThat(get(client, "")).isEqualTo("original");
            assertThat(get(client, "l5d-dst-override: " + HOST + "~"))
                    .as("the port is 80 unless given")
                    .isEqualTo("service");
        }
        assertThat(service.heads()).hasSize(2).allMatch(head -> head.equals("get / http/1.1~host: example.com~~"));
        assertThat(original.heads()).containsExactly("get / http/1.1~host: example.com~~");
    }

    @Test
    void requestsWithoutAnOverrideAreCountedAsSuch() {
        try (Wire client = proxy.outbound()) {
            assertThat(get(client, "")).isEqualTo("original");
            assertThat(get(client, "l5d-dst-override: " + WEB + "~")).isEqualTo("service");

            for (String family : new String[] {"request_total", "response_total", "tcp_open_total"}) {
                assertThat(proxy.metric(family, port(original), "no_tls_reason=\"ingress_without_override\""))
                        .as(family)
                        .isEqualTo(1);
                assertThat(proxy.metric(family, port(service), "no_tls_reason=\"not_provided_by_service_discovery\""))
                        .as(family)
                        .isEqualTo(1);
            }
        }
    }

    private static String port(ScriptedServer server) {
        return "target_port=\"" + server.address().getPort() + "\"";
    }

    @Test
    void aServiceIsNotTakenFromTheHost() {
        try (Wire client = proxy.outbound()) {
            assertThat(get(client, "l5d-dst-override: " + WEB + "~")).isEqualTo("service");
            client.send("GET / HTTP/1.1~Host: " + WEB + "~~");

            assertThat(client.head())
                    .as("without the header it is where the controller goes")
                    .contains("length: 8");
        }
    }

    @Test
    void whatIsNoNameIsRefused() {
        for (String override : new String[] {"10.96.0.10:80", "a name", "web:http"}) {
            try (Wire client = proxy.outbound()) {
                assertThat(get(client, "l5d-dst-override: " + override + "~"))
                        .startsWith("http/1.1 500")
                        .doesNotContain("l5d-proxy-error");
                assertThat(client.ended()).isTrue();
            }
        }
        assertThat(original.connections()).isZero();
    }

    @Test
    void aServiceWithoutEndpointsIsNotReachedByOtherWays() {
        discovery.endpoints(WEB);
        try (Wire client = proxy.outbound()) {
            assertThat(get(client, "l5d-dst-override: " + WEB + "~"))
                    .as("and nobody is told why, as the client may be anybody")
                    .isEqualTo(NOBODY);
        }
        assertThat(original.connections()).isZero();
    }

    @Test
    void whatIsNotHttpGoesWhereItWasGoing() {
        try (ScriptedServer bytes = ScriptedServer.startOn(
                        RoutableAddress.find(),
                        (wire, _) -> wire.send(wire.text(20)).rest());
                RunningProxy ingress = start(bytes.address());
                Wire client = ingress.outbound()) {
            assertThat(client.send("not http, not at all").text(20)).isEqualTo("not http, not at all");
        }
    }

    @Test
    void anHttp2RequestIsRoutedLikewise() {
        try (ScriptedServer http2 = ScriptedServer.startOn(RoutableAddress.find(), (connection, _) -> {
                    Http2Wire wire = Http2Wire.server(connection);
                    Http2Wire.Frame head = wire.message();
                    assertThat(head.text())
                            .contains(":authority: example.com\n")
                            .doesNotContain("l5d-dst-override");
                    wire.headers(head.stream(), true, ":status", "204");
                    assertThat(wire.ended()).isTrue();
                });
                Http2Wire client = Http2Wire.client(proxy.outbound())) {
            discovery.endpoints(WEB, http2.address());
            client.request(1, true, "GET", "example.com", "/", "l5d-dst-override", WEB);

            assertThat(client.message().text()).isEqualTo(":status: 204\n");
        }
    }
}
