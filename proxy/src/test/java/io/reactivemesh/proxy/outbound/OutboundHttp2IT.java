package io.reactivemesh.proxy.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.testing.FakeDiscovery;
import io.reactivemesh.proxy.testing.Http2Wire;
import io.reactivemesh.proxy.testing.Http2Wire.Frame;
import io.reactivemesh.proxy.testing.RunningProxy;
import io.reactivemesh.proxy.testing.ScriptedServer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** HTTP/2 in, HTTP/2 out: messages cross the proxy as they are. */
class OutboundHttp2IT {

    private static final String WEB = "web.emojivoto.svc.cluster.local:80";
    private static final int ENHANCE_YOUR_CALM = 11;

    private final FakeDiscovery discovery = new FakeDiscovery();
    private RunningProxy proxy;

    @BeforeEach
    void start() {
        discovery.profile(WEB, FakeDiscovery.service("web.emojivoto.svc.cluster.local"));
        proxy = RunningProxy.start(discovery, Map.of());
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    private Http2Wire client() {
        return Http2Wire.client(proxy.outbound());
    }

    /** An endpoint that shows the test what it gets, and answers as told. */
    private ScriptedServer endpoint(Script script) {
        ScriptedServer server = ScriptedServer.start((wire, _) -> script.play(Http2Wire.server(wire)));
        discovery.endpoints(WEB, server.address());
        return server;
    }

    private interface Script {
        void play(Http2Wire wire);
    }

    @Test
    void headsBodiesAndTrailersCrossUnchanged() {
        StringBuilder seen = new StringBuilder();
        try (ScriptedServer _ = endpoint(wire -> {
                    Frame head = wire.message();
                    seen.append(head.text());
                    Frame body = wire.message();
                    Frame trailers = wire.message();
                    seen.append(body.text()).append('\n').append(trailers.text());
                    wire.headers(head.stream(), false, ":status", "201", "x-reply", "one", "x-reply", "two");
                    wire.data(head.stream(), false, "answer");
                    wire.headers(head.stream(), true, "x-check", "sum");
                    assertThat(wire.ended()).isTrue();
                });
                Http2Wire client = client()) {
            client.request(1, false, "PUT", WEB, "/vote?x=1", "te", "trailers", "x-id", "a", "x-id", "b")
                    .data(1, false, "question")
                    .headers(1, true, "x-sum", "42");

            assertThat(client.message().text()).isEqualTo(":status: 201\nx-reply: one\nx-reply: two\n");
            Frame body = client.message();
            assertThat(body.text()).isEqualTo("answer");
            Frame trailers = client.message();
            assertThat(trailers.text()).isEqualTo("x-check: sum\n");
            assertThat(trailers.end()).isTrue();
            assertThat(seen.toString()).isEqualTo("""
                    :method: PUT
                    :scheme: http
                    :authority: web.emojivoto.svc.cluster.local:80
                    :path: /vote?x=1
                    te: trailers
                    x-id: a
                    x-id: b
                    question
                    x-sum: 42
                    """);
        }
    }

    @Test
    void whatIsTheProxysIsStripped() {
        StringBuilder seen = new StringBuilder();
        try (ScriptedServer _ = endpoint(wire -> {
                    Frame head = wire.message();
                    seen.append(head.text());
                    wire.headers(
                            head.stream(),
                            true,
                            ":status",
                            "200",
                            "l5d-proxy-error",
                            "inner",
                            "l5d-orig-proto",
                            "HTTP/1.1");
                    assertThat(wire.ended()).isTrue();
                });
                Http2Wire client = client()) {
            client.request(1, true, "GET", "elsewhere", "/", "l5d-dst-override", WEB, "l5d-orig-proto", "HTTP/1.0");

            assertThat(client.message().text()).isEqualTo(":status: 200\n");
            assertThat(seen.toString()).doesNotContain("l5d-");
        }
    }

    @Test
    void interimResponsesAreForwarded() {
        try (ScriptedServer _ = endpoint(wire -> {
                    Frame head = wire.message();
                    wire.headers(head.stream(), false, ":status", "103", "link", "</style.css>");
                    wire.headers(head.stream(), true, ":status", "204");
                    assertThat(wire.ended()).isTrue();
                });
                Http2Wire client = client()) {
            client.request(1, true, "GET", WEB, "/");

            assertThat(client.message().text()).isEqualTo(":status: 103\nlink: </style.css>\n");
            Frame last = client.message();
            assertThat(last.text()).isEqualTo(":status: 204\n");
            assertThat(last.end()).isTrue();
        }
    }

    @Test
    void aHeadResponseKeepsItsLengthWithoutABody() {
        try (ScriptedServer _ = endpoint(wire -> {
                    Frame head = wire.message();
                    wire.headers(head.stream(), true, ":status", "200", "content-length", "55");
                    assertThat(wire.ended()).isTrue();
                });
                Http2Wire client = client()) {
            client.request(1, true, "HEAD", WEB, "/");

            Frame response = client.message();
            assertThat(response.text()).isEqualTo(":status: 200\ncontent-length: 55\n");
            assertThat(response.end()).isTrue();
        }
    }

    @Test
    void connectIsATunnelOfData() {
        try (ScriptedServer _ = endpoint(wire -> {
                    Frame head = wire.message();
                    wire.headers(head.stream(), false, ":status", "200");
                    wire.data(head.stream(), true, wire.message().text());
                    assertThat(wire.ended()).isTrue();
                });
                Http2Wire client = client()) {
            client.headers(1, false, ":method", "CONNECT", ":authority", WEB);

            assertThat(client.message().text()).isEqualTo(":status: 200\n");
            client.data(1, false, "through");
            assertThat(client.message().text()).isEqualTo("through");
        }
    }

    @Test
    void aHeadOfManyFramesIsOneHead() {
        String large = "x".repeat(9_000);
        StringBuilder seen = new StringBuilder();
        try (ScriptedServer _ = endpoint(wire -> {
                    Frame head = wire.message();
                    seen.append(head.text());
                    wire.headers(head.stream(), true, ":status", "200");
                    assertThat(wire.ended()).isTrue();
                });
                Http2Wire client = client()) {
            byte[] block = client.block(
                    ":method", "GET", ":scheme", "http", ":authority", WEB, ":path", "/", "x-large", large);
            int third = block.length / 3;
            client.frame(Http2Wire.HEADERS, Http2Wire.END_STREAM, 1, Arrays.copyOf(block, third))
                    .frame(Http2Wire.CONTINUATION, 0, 1, Arrays.copyOfRange(block, third, 2 * third))
                    .frame(
                            Http2Wire.CONTINUATION,
                            Http2Wire.END_HEADERS,
                            1,
                            Arrays.copyOfRange(block, 2 * third, block.length));

            assertThat(client.message().text()).isEqualTo(":status: 200\n");
            assertThat(seen.toString()).contains("x-large: " + large);
        }
    }

    @Test
    void anEndpointsResetReachesTheClientWithItsCode() {
        try (ScriptedServer _ = endpoint(wire -> {
                    wire.reset(wire.message().stream(), ENHANCE_YOUR_CALM);
                    assertThat(wire.ended()).isTrue();
                });
                Http2Wire client = client()) {
            client.request(1, true, "GET", WEB, "/");

            Frame reset = client.message();
            assertThat(reset.type()).isEqualTo(Http2Wire.RST_STREAM);
            assertThat(reset.code()).isEqualTo(ENHANCE_YOUR_CALM);
            assertThat(proxy.metric("response_total", "error=\"h2(ENHANCE_YOUR_CALM)\"", "classification=\"failure\""))
                    .isEqualTo(1);
        }
    }

    @Test
    void aClientsResetReachesTheEndpointWithItsCode() {
        CompletableFuture<Integer> code = new CompletableFuture<>();
        try (ScriptedServer _ = endpoint(wire -> {
                    Frame head = wire.message();
                    wire.headers(head.stream(), false, ":status", "200");
                    code.complete(wire.await(Http2Wire.RST_STREAM).code());
                });
                Http2Wire client = client()) {
            client.request(1, true, "GET", WEB, "/");
            assertThat(client.message().text()).isEqualTo(":status: 200\n");

            client.reset(1, ENHANCE_YOUR_CALM);

            assertThat(code.orTimeout(5, TimeUnit.SECONDS).join()).isEqualTo(ENHANCE_YOUR_CALM);
        }
    }

    @Test
    void aClientThatGoesTakesItsStreamsWithIt() {
        CompletableFuture<Integer> code = new CompletableFuture<>();
        try (ScriptedServer _ = endpoint(wire -> {
            Frame head = wire.message();
            wire.headers(head.stream(), false, ":status", "200");
            code.complete(wire.await(Http2Wire.RST_STREAM).code());
        })) {
            try (Http2Wire client = client()) {
                client.request(1, true, "GET", WEB, "/");
                assertThat(client.message().text()).isEqualTo(":status: 200\n");
            }

            assertThat(code.orTimeout(5, TimeUnit.SECONDS).join()).as("CANCEL").isEqualTo(8);
        }
    }

    @Test
    void clientsShareAConnectionToAnEndpoint() {
        try (ScriptedServer server = endpoint(wire -> {
                    while (true) {
                        wire.headers(wire.message().stream(), true, ":status", "200");
                    }
                });
                Http2Wire first = client();
                Http2Wire second = client()) {
            first.request(1, true, "GET", WEB, "/");
            second.request(1, true, "GET", WEB, "/");
            first.request(3, true, "GET", WEB, "/");

            assertThat(first.message().text()).isEqualTo(":status: 200\n");
            assertThat(second.message().text()).isEqualTo(":status: 200\n");
            assertThat(first.message().stream()).isEqualTo(3);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void aMalformedResponseIsNotPassedOn() {
        try (ScriptedServer _ = endpoint(wire -> {
                    wire.headers(wire.message().stream(), true, ":status", "200", "connection", "close");
                    assertThat(wire.await(Http2Wire.RST_STREAM).code())
                            .as("PROTOCOL_ERROR")
                            .isEqualTo(1);
                });
                Http2Wire client = client()) {
            client.request(1, true, "GET", WEB, "/");

            assertThat(client.message().text()).startsWith(":status: 502\n").contains("l5d-proxy-error: endpoint 127");
        }
    }
}
