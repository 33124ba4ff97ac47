package io.reactivemesh.proxy.inbound;

import static io.reactivemesh.proxy.testing.RunningProxy.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.testing.FakeDiscovery;
import io.reactivemesh.proxy.testing.Http2Wire;
import io.reactivemesh.proxy.testing.Http2Wire.Frame;
import io.reactivemesh.proxy.testing.RunningProxy;
import io.reactivemesh.proxy.testing.ScriptedServer;
import io.reactivemesh.proxy.testing.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** HTTP/2 from peers: for applications that speak it, and for those whose HTTP/1 a peer's proxy has put into it. */
class InboundHttp2IT {

    private static final int ENHANCE_YOUR_CALM = 11;

    private @Nullable RunningProxy proxy;

    @AfterEach
    void stop() {
        proxy().close();
    }

    private RunningProxy proxy() {
        return Objects.requireNonNull(proxy, "no proxy yet: call client first");
    }

    private Http2Wire client(InetSocketAddress application) {
        return client(application, Map.of());
    }

    private Http2Wire client(InetSocketAddress application, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("MESH_PROXY_INBOUND_BINDINGS", "127.0.0.1:0=127.0.0.1:" + application.getPort());
        proxy = RunningProxy.start(new FakeDiscovery(), all);
        return Http2Wire.client(proxy().inbound(1));
    }

    @Test
    void anApplicationOfHttp2GetsWhatWasSent() {
        StringBuilder seen = new StringBuilder();
        try (ScriptedServer server = ScriptedServer.start((connection, _) -> {
                    Http2Wire wire = Http2Wire.server(connection);
                    Frame head = wire.message();
                    seen.append(head.text());
                    wire.headers(head.stream(), false, ":status", "200", "content-type", "application/grpc");
                    wire.headers(head.stream(), true, "grpc-status", "2");
                    assertThat(wire.ended()).isTrue();
                });
                Http2Wire client = client(server.address())) {
            client.request(
                    1, true, "POST", "web", "/a.B/C", "content-type", "application/grpc", "l5d-client-id", "spoofed");

            assertThat(client.message().text()).isEqualTo(":status: 200\ncontent-type: application/grpc\n");
            assertThat(client.message().text()).isEqualTo("grpc-status: 2\n");
            assertThat(seen.toString()).doesNotContain("l5d-client-id").contains(":path: /a.B/C\n");
            assertThat(proxy().metric("inbound_tcp_detect_http_results_total", "result=\"http/2\""))
                    .isEqualTo(1);
            assertThat(proxy().metric(
                                    "response_total",
                                    "direction=\"inbound\"",
                                    "status_code=\"200\"",
                                    "classification=\"failure\"",
                                    "grpc_status=\"2\""))
                    .isEqualTo(1);
        }
    }

    @Test
    void aRequestWithoutAuthorityIsForwardedWithoutOne() {
        StringBuilder seen = new StringBuilder();
        try (ScriptedServer server = ScriptedServer.start((connection, _) -> {
                    Http2Wire wire = Http2Wire.server(connection);
                    Frame head = wire.message();
                    seen.append(head.text());
                    wire.headers(head.stream(), true, ":status", "200");
                    assertThat(wire.ended()).isTrue();
                });
                Http2Wire client = client(server.address())) {
            client.headers(1, true, ":method", "GET", ":scheme", "http", ":path", "/");

            assertThat(client.message().text()).isEqualTo(":status: 200\n");
            assertThat(seen.toString()).isEqualTo(":method: GET\n:scheme: http\n:path: /\n");
        }
    }

    @Test
    void anApplicationsResetReachesThePeerWithItsCode() {
        try (ScriptedServer server = ScriptedServer.start((connection, _) -> {
                    Http2Wire wire = Http2Wire.server(connection);
                    wire.reset(wire.message().stream(), ENHANCE_YOUR_CALM);
                    assertThat(wire.ended()).isTrue();
                });
                Http2Wire client = client(server.address())) {
            client.request(1, true, "GET", "web", "/");

            Frame reset = client.message();
            assertThat(reset.type()).isEqualTo(Http2Wire.RST_STREAM);
            assertThat(reset.code()).isEqualTo(ENHANCE_YOUR_CALM);
        }
    }

    @Test
    void anApplicationThatIsNotThereYetIsTriedAgainWithinTheTime() throws IOException {
        InetSocketAddress address;
        try (ServerSocket reserved = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = new InetSocketAddress(reserved.getInetAddress(), reserved.getLocalPort());
        }
        try (Http2Wire client = client(address, Map.of("LINKERD2_PROXY_INBOUND_HTTP_FAILFAST_TIMEOUT", "5s"))) {
            client.request(1, true, "GET", "web", "/");
            eventually("the request is there", () -> proxy().metric("request_total", "direction=\"inbound\"") == 1);
            try (ServerSocket late = new ServerSocket(address.getPort(), 5, address.getAddress())) {
                Thread.ofVirtual().start(() -> {
                    try (Wire accepted = Wire.of(late.accept())) {
                        Http2Wire wire = Http2Wire.server(accepted);
                        wire.headers(wire.message().stream(), true, ":status", "200");
                        boolean _ = wire.ended();
                    } catch (IOException | UncheckedIOException e) {
                        // The test is over.
                    }
                });

                assertThat(client.message().text()).isEqualTo(":status: 200\n");
            }
        }
    }

    @Test
    void whatWasHttp1IsHttp1Again() {
        try (ScriptedServer server = ScriptedServer.answering(
                        "HTTP/1.1 200 OK~Content-Length: 2~Connection: keep-alive~X-Reply: yes~l5d-orig-proto: spoof~~ok");
                Http2Wire client = client(server.address())) {
            client.request(
                    1, true, "GET", "web:80", "/a?b", "host", "web:80", "l5d-orig-proto", "HTTP/1.1", "x-a", "1");

            assertThat(client.message().text())
                    .isEqualTo(":status: 200\ncontent-length: 2\nx-reply: yes\nl5d-orig-proto: HTTP/1.1\n");
            Frame body = client.message();
            assertThat(body.text()).isEqualTo("ok");
            assertThat(body.end()).isTrue();
            assertThat(server.heads()).containsExactly("get /a?b http/1.1~host: web:80~x-a: 1~~");
            assertThat(proxy().metric("response_total", "direction=\"inbound\"", "status_code=\"200\""))
                    .isEqualTo(1);
        }
    }

    @Test
    void anAbsoluteFormIsRestored() {
        try (ScriptedServer server = ScriptedServer.answering("HTTP/1.1 204 No Content~~");
                Http2Wire client = client(server.address())) {
            client.request(
                    1, true, "GET", "web:80", "/a", "host", "other", "l5d-orig-proto", "HTTP/1.1; absolute-form");

            assertThat(client.message().text()).isEqualTo(":status: 204\nl5d-orig-proto: HTTP/1.1\n");
            assertThat(server.heads()).containsExactly("get http://web:80/a http/1.1~host: other~~");
        }
    }

    @Test
    void bodiesAreChunkedAgainWhereTheirLengthIsNotSaid() {
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    assertThat(wire.head())
                            .isEqualTo("post / http/1.1~host: web~cookie: a=1; b=2~transfer-encoding: chunked~~");
                    StringBuilder body = new StringBuilder();
                    while (body.indexOf("\r\n\r\n") < 0) {
                        body.append(wire.text(1));
                    }
                    // How the bytes are cut into chunks is nobody's business.
                    assertThat(body.toString()
                                    .replaceAll("(?m)^[0-9a-f]+\r\n", "")
                                    .replace("\r\n", ""))
                            .isEqualTo("helloworldx-check: 1");
                    wire.send("HTTP/1.1 200 OK~Transfer-Encoding: chunked~~3~abc~0~X-Sum: 3~~");
                });
                Http2Wire client = client(server.address())) {
            client.request(1, false, "POST", "web", "/", "cookie", "a=1", "cookie", "b=2", "l5d-orig-proto", "HTTP/1.1")
                    .data(1, false, "hello")
                    .data(1, false, "world")
                    .headers(1, true, "x-check", "1");

            assertThat(client.message().text()).isEqualTo(":status: 200\nl5d-orig-proto: HTTP/1.1\n");
            assertThat(client.message().text()).isEqualTo("abc");
            Frame trailers = client.message();
            assertThat(trailers.text()).isEqualTo("x-sum: 3\n");
            assertThat(trailers.end()).isTrue();
        }
    }

    @Test
    void aResponseUntilTheEndOfTheConnectionEndsItsStream() {
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    assertThat(wire.head()).startsWith("get / http/1.0~");
                    wire.send("HTTP/1.0 200 OK~~until the end");
                });
                Http2Wire client = client(server.address())) {
            client.request(1, true, "GET", "web", "/", "host", "web", "l5d-orig-proto", "HTTP/1.0");

            assertThat(client.message().text()).isEqualTo(":status: 200\nl5d-orig-proto: HTTP/1.0\n");
            assertThat(client.body(1)).isEqualTo("until the end");
        }
    }

    @Test
    void whatCannotBeHttp1IsRefused() {
        try (ScriptedServer server = ScriptedServer.answering("HTTP/1.1 204 No Content~~");
                Http2Wire client = client(server.address())) {
            client.request(1, true, "GET", "web", "/", "host", "one", "host", "two", "l5d-orig-proto", "HTTP/1.1");

            assertThat(client.message().text()).isEqualTo(":status: 400\ncontent-length: 0\n");
            assertThat(server.heads()).isEmpty();
        }
    }

    @Test
    void anApplicationThatIsNotThereIs502ForHttp1And504ForHttp2() throws Exception {
        InetSocketAddress nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
        }
        try (Http2Wire client = client(nobody, Map.of("LINKERD2_PROXY_INBOUND_HTTP_FAILFAST_TIMEOUT", "200ms"))) {
            client.request(1, true, "GET", "web", "/", "host", "web", "l5d-orig-proto", "HTTP/1.1")
                    .request(3, true, "GET", "web", "/")
                    .request(5, true, "POST", "web", "/a.B/C", "content-type", "application/grpc");

            assertThat(client.message().text()).as("nobody is told why").isEqualTo(":status: 502\ncontent-length: 0\n");
            Map<Integer, String> answers = new HashMap<>();
            while (answers.size() < 2) {
                Frame frame = client.message();
                if (frame.type() == Http2Wire.HEADERS) {
                    answers.put(frame.stream(), frame.text());
                }
            }
            assertThat(answers.get(3)).isEqualTo(":status: 504\ncontent-length: 0\n");
            assertThat(answers.get(5))
                    .isEqualTo(":status: 200\ncontent-length: 0\ncontent-type: application/grpc\ngrpc-status: 4\n");
        }
    }

    @Test
    void aClientThatResetsDoesNotLeaveTheApplicationWaiting() {
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    wire.head();
                    assertThat(wire.ended()).isTrue();
                });
                Http2Wire client = client(server.address())) {
            client.request(1, true, "GET", "web", "/", "host", "web", "l5d-orig-proto", "HTTP/1.1");
            eventually("the application was asked", () -> proxy().metric("tcp_open_connections", "peer=\"dst\"") == 1);

            client.reset(1, 8);

            eventually("its connection was cut", () -> proxy().metric("tcp_open_connections", "peer=\"dst\"") == 0);
        }
    }

    @Test
    void thePolicyHoldsForEachRequest() {
        try (ScriptedServer server = ScriptedServer.answering("HTTP/1.1 204 No Content~~");
                Http2Wire client = client(
                        server.address(), Map.of("LINKERD2_PROXY_INBOUND_DEFAULT_POLICY", "all-authenticated"))) {
            client.request(1, true, "GET", "web", "/")
                    .request(3, true, "POST", "web", "/a.B/C", "content-type", "application/grpc");

            assertThat(client.message().text()).isEqualTo(":status: 403\ncontent-length: 0\n");
            assertThat(client.message().text()).contains("grpc-status: 7\n");
        }
    }
}
