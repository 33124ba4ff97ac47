package io.reactivemesh.proxy.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.testing.FakeDiscovery;
import io.reactivemesh.proxy.testing.Http2Wire;
import io.reactivemesh.proxy.testing.Http2Wire.Frame;
import io.reactivemesh.proxy.testing.RunningProxy;
import io.reactivemesh.proxy.testing.ScriptedServer;
import io.reactivemesh.proxy.testing.Wire;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** HTTP/1 requests to an endpoint whose proxy takes them in HTTP/2. */
class OrigProtoIT {

    private static final String WEB = "web.emojivoto.svc.cluster.local:80";
    private static final String HOST = "Host: " + WEB + "~";

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

    private interface Script {
        void play(Http2Wire wire);
    }

    private ScriptedServer peer(Script script) {
        ScriptedServer server = ScriptedServer.start((wire, _) -> script.play(Http2Wire.server(wire)));
        upgradeTo(server.address());
        return server;
    }

    private void upgradeTo(InetSocketAddress address) {
        discovery.endpoints(WEB, List.of(FakeDiscovery.upgrading(address)));
    }

    @Test
    void aRequestTravelsAsHttp2AndComesBackAsHttp1() {
        StringBuilder seen = new StringBuilder();
        try (ScriptedServer _ = peer(wire -> {
                    Frame head = wire.message();
                    seen.append(head.text()).append(wire.message().text());
                    wire.headers(
                            head.stream(),
                            false,
                            ":status",
                            "200",
                            "content-length",
                            "6",
                            "l5d-orig-proto",
                            "HTTP/1.1");
                    wire.data(head.stream(), true, "answer");
                    assertThat(wire.ended()).isTrue();
                });
                Wire client = proxy.outbound()) {
            client.send(
                    "POST /vote HTTP/1.1~" + HOST + "X-Case: Kept~Connection: x-hop~X-Hop: 1~Content-Length: 4~~body");

            assertThat(client.head()).isEqualTo("http/1.1 200 ok~content-length: 6~~");
            assertThat(client.text(6)).isEqualTo("answer");
            assertThat(seen.toString()).isEqualTo("""
                    :method: POST
                    :scheme: http
                    :authority: web.emojivoto.svc.cluster.local:80
                    :path: /vote
                    host: web.emojivoto.svc.cluster.local:80
                    x-case: Kept
                    content-length: 4
                    l5d-orig-proto: HTTP/1.1
                    body""");
        }
    }

    @Test
    void anAbsoluteFormIsSaid() {
        StringBuilder seen = new StringBuilder();
        try (ScriptedServer _ = peer(wire -> {
                    Frame head = wire.message();
                    seen.append(head.text());
                    wire.headers(head.stream(), true, ":status", "204");
                    assertThat(wire.ended()).isTrue();
                });
                Wire client = proxy.outbound()) {
            client.send("GET http://" + WEB + "/a?b HTTP/1.1~Host: other~~");

            assertThat(client.head()).isEqualTo("http/1.1 204 no content~~");
            assertThat(seen.toString())
                    .contains(":authority: " + WEB + "\n", ":path: /a?b\n", "host: other\n")
                    .endsWith("l5d-orig-proto: HTTP/1.1; absolute-form\n");
        }
    }

    @Test
    void chunksAndTrailersBecomeFramesAndBack() {
        StringBuilder seen = new StringBuilder();
        try (ScriptedServer _ = peer(wire -> {
                    int stream = wire.message().stream();
                    Frame frame = wire.message();
                    while (frame.type() == Http2Wire.DATA) {
                        seen.append(frame.text());
                        frame = wire.message();
                    }
                    seen.append('|').append(frame.text());
                    wire.headers(stream, false, ":status", "200");
                    wire.data(stream, false, "12345").headers(stream, true, "x-sum", "5");
                    assertThat(wire.ended()).isTrue();
                });
                Wire client = proxy.outbound()) {
            client.send(
                    "POST / HTTP/1.1~" + HOST + "Transfer-Encoding: chunked~~3~abc~a;ext=1~0123456789~0~X-Check: ok~~");

            assertThat(client.head()).isEqualTo("http/1.1 200 ok~transfer-encoding: chunked~~");
            assertThat(client.text(25)).isEqualTo("5\r\n12345\r\n0\r\nx-sum: 5\r\n\r\n");
            assertThat(seen.toString()).isEqualTo("abc0123456789|x-check: ok\n");
        }
    }

    @Test
    void http10KeepsItsVersionAndEndsWithTheConnection() {
        StringBuilder seen = new StringBuilder();
        try (ScriptedServer _ = peer(wire -> {
                    Frame head = wire.message();
                    seen.append(head.text());
                    wire.headers(head.stream(), false, ":status", "200", "l5d-orig-proto", "HTTP/1.0");
                    wire.data(head.stream(), true, "until the end");
                    assertThat(wire.ended()).isTrue();
                });
                Wire client = proxy.outbound()) {
            client.send("GET / HTTP/1.0~" + HOST + "~");

            assertThat(client.head()).isEqualTo("http/1.0 200 ok~~");
            assertThat(client.rest()).isEqualTo("until the end");
            assertThat(seen.toString()).contains("l5d-orig-proto: HTTP/1.0\n");
        }
    }

    @Test
    void aResetIs502AndTheConnectionToThePeerLives() {
        try (ScriptedServer server = peer(wire -> {
                    wire.reset(wire.message().stream(), 11);
                    wire.headers(wire.message().stream(), true, ":status", "204");
                    assertThat(wire.ended()).isTrue();
                });
                Wire first = proxy.outbound();
                Wire second = proxy.outbound()) {
            first.send("GET / HTTP/1.1~" + HOST + "~");
            assertThat(first.head()).startsWith("http/1.1 502 bad gateway~").contains("connection: close~");
            second.send("GET / HTTP/1.1~" + HOST + "~");

            assertThat(second.head()).isEqualTo("http/1.1 204 no content~~");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void aResponseThatBreaksOffBreaksTheClientsConnection() {
        try (ScriptedServer _ = peer(wire -> {
                    int stream = wire.message().stream();
                    wire.headers(stream, false, ":status", "200", "content-length", "100");
                    wire.data(stream, false, "half").reset(stream, 2);
                    assertThat(wire.ended()).isTrue();
                });
                Wire client = proxy.outbound()) {
            client.send("GET / HTTP/1.1~" + HOST + "~");

            assertThat(client.head()).isEqualTo("http/1.1 200 ok~content-length: 100~~");
            assertThat(client.text(100)).isEqualTo("half");
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void requestsAfterEachOtherAndPipelinedShareOneConnection() {
        try (ScriptedServer server = peer(wire -> {
                    for (int i = 0; i < 3; i++) {
                        Frame head = wire.message();
                        wire.headers(head.stream(), false, ":status", "200", "content-length", "1");
                        wire.data(head.stream(), true, Integer.toString(i));
                    }
                    assertThat(wire.ended()).isTrue();
                });
                Wire client = proxy.outbound()) {
            client.send("GET /0 HTTP/1.1~" + HOST + "~GET /1 HTTP/1.1~" + HOST + "~");
            for (int i = 0; i < 2; i++) {
                assertThat(client.head()).isEqualTo("http/1.1 200 ok~content-length: 1~~");
                assertThat(client.text(1)).isEqualTo(Integer.toString(i));
            }
            client.send("GET /2 HTTP/1.1~" + HOST + "~");

            assertThat(client.head()).isEqualTo("http/1.1 200 ok~content-length: 1~~");
            assertThat(client.text(1)).isEqualTo("2");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void anUpgradeGoesOverHttp1WithoutTheHeader() {
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    String start = wire.text(3);
                    if (start.equals("PRI")) {
                        // The connection for everybody else.
                        assertThat(wire.rest()).isNotNull();
                    }
                    String head = wire.head();
                    assertThat(head).contains("upgrade: chatproto~").doesNotContain("l5d-orig-proto");
                    wire.send("HTTP/1.1 101 Switching Protocols~Connection: upgrade~Upgrade: chatproto~~");
                    wire.send(wire.text(5));
                });
                Wire client = proxy.outbound()) {
            upgradeTo(server.address());
            client.send("GET / HTTP/1.1~" + HOST + "Connection: upgrade~Upgrade: chatproto~~");

            assertThat(client.head()).startsWith("http/1.1 101 switching protocols~");
            client.send("hello");
            assertThat(client.text(5)).isEqualTo("hello");
        }
    }

    @Test
    void withoutAHintHttp1StaysHttp1() {
        try (ScriptedServer server = ScriptedServer.answering("HTTP/1.1 204 No Content~~");
                Wire client = proxy.outbound()) {
            discovery.endpoints(WEB, server.address());
            client.send("GET / HTTP/1.1~" + HOST + "~");

            assertThat(client.head()).isEqualTo("http/1.1 204 no content~~");
            assertThat(server.heads()).containsExactly("get / http/1.1~" + HOST.toLowerCase(Locale.ROOT) + "~");
        }
    }

    @Test
    void anHttp2RequestIsNotMarked() {
        StringBuilder seen = new StringBuilder();
        try (ScriptedServer _ = peer(wire -> {
                    Frame head = wire.message();
                    seen.append(head.text());
                    wire.headers(head.stream(), true, ":status", "204");
                    assertThat(wire.ended()).isTrue();
                });
                Http2Wire client = Http2Wire.client(proxy.outbound())) {
            client.request(1, true, "GET", WEB, "/");

            assertThat(client.message().text()).isEqualTo(":status: 204\n");
            assertThat(seen.toString()).doesNotContain("l5d-orig-proto");
        }
    }

    @Test
    void aLargeUploadIsNotReadAheadOfThePeer() {
        int size = 1_000_000;
        try (ScriptedServer _ = peer(wire -> {
                    int stream = wire.message().stream();
                    int received = 0;
                    Frame frame = wire.message();
                    while (!frame.end()) {
                        received += frame.text().length();
                        wire.windowUpdate(0, Math.max(1, frame.text().length()));
                        wire.windowUpdate(stream, Math.max(1, frame.text().length()));
                        frame = wire.message();
                    }
                    received += frame.text().length();
                    wire.headers(stream, true, ":status", "200", "x-received", Integer.toString(received));
                    assertThat(wire.ended()).isTrue();
                });
                Wire client = proxy.outbound()) {
            client.send("POST / HTTP/1.1~" + HOST + "Content-Length: " + size + "~~")
                    .send("x".repeat(size));

            assertThat(client.head()).isEqualTo("http/1.1 200 ok~x-received: " + size + "~content-length: 0~~");
        }
    }
}
