package io.reactivemesh.proxy.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.testing.FakeDiscovery;
import io.reactivemesh.proxy.testing.Http2Wire;
import io.reactivemesh.proxy.testing.Http2Wire.Frame;
import io.reactivemesh.proxy.testing.RunningProxy;
import io.reactivemesh.proxy.testing.ScriptedServer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Windows of HTTP/2 from end to end: who does not read slows down his own stream, and nobody else. */
class OutboundHttp2FlowIT {

    private static final String WEB = "web.emojivoto.svc.cluster.local:80";
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int WINDOW = 65_535;
    private static final int PADDED = 8;

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

    private ScriptedServer endpoint(Script script) {
        ScriptedServer server = ScriptedServer.start((wire, _) -> script.play(Http2Wire.server(wire)));
        discovery.endpoints(WEB, server.address());
        return server;
    }

    private interface Script {
        void play(Http2Wire wire);
    }

    /** Sends as much of a body as the proxy's window for the stream takes at once. */
    private static void fillWindow(Http2Wire wire, int stream) {
        for (int sent = 0; sent < WINDOW; sent += 16_384) {
            wire.data(stream, false, "x".repeat(Math.min(16_384, WINDOW - sent)));
        }
    }

    @Test
    void aSlowReaderSlowsOnlyItsOwnStream() {
        CompletableFuture<Frame> update = new CompletableFuture<>();
        try (ScriptedServer _ = endpoint(wire -> {
                    int slow = wire.message().stream();
                    wire.headers(slow, false, ":status", "200");
                    fillWindow(wire, slow);
                    int fast = wire.message().stream();
                    wire.headers(fast, false, ":status", "200").data(fast, true, "fast");
                    Frame opened = wire.await(Http2Wire.WINDOW_UPDATE);
                    while (opened.stream() != slow) {
                        opened = wire.await(Http2Wire.WINDOW_UPDATE);
                    }
                    update.complete(opened);
                });
                Http2Wire client = Http2Wire.client(proxy.outbound(), INITIAL_WINDOW_SIZE, 1_000)) {
            client.windowUpdate(0, 1_000_000).request(1, true, "GET", WEB, "/slow");
            assertThat(client.message().text()).isEqualTo(":status: 200\n");
            assertThat(client.message().text()).hasSize(1_000);

            client.request(3, true, "GET", WEB, "/fast");

            Frame head = client.message();
            assertThat(head.stream()).isEqualTo(3);
            assertThat(client.message().text()).isEqualTo("fast");
            assertThat(update)
                    .as("nothing was taken, so nothing more is asked for")
                    .isNotDone();

            client.windowUpdate(1, WINDOW);

            int received = 1_000;
            while (received < WINDOW) {
                received += client.message().text().length();
            }
            assertThat(received).isEqualTo(WINDOW);
            assertThat(update.orTimeout(5, TimeUnit.SECONDS).join().code()).isBetween(WINDOW / 2, WINDOW);
        }
    }

    /** A client that sees data first cannot tell whether its larger windows were the reason. */
    @Test
    void settingsAreAcknowledgedBeforeWhatTheyLetOut() {
        try (ScriptedServer _ = endpoint(wire -> {
                    int stream = wire.message().stream();
                    wire.headers(stream, false, ":status", "200").data(stream, true, "0123456789");
                    assertThat(wire.ended()).isTrue();
                });
                Http2Wire client = Http2Wire.client(proxy.outbound(), INITIAL_WINDOW_SIZE, 1)) {
            client.request(1, true, "GET", WEB, "/");
            assertThat(client.message().text()).isEqualTo(":status: 200\n");
            assertThat(client.message().text()).as("the rest is held").isEqualTo("0");

            client.settings(INITIAL_WINDOW_SIZE, 100);

            assertThat(client.next().type()).isEqualTo(Http2Wire.SETTINGS);
            assertThat(client.next().text()).isEqualTo("123456789");
        }
    }

    @Test
    void dataResumesWhenTheClientReads() {
        String body = "0123456789".repeat(500);
        try (ScriptedServer _ = endpoint(wire -> {
                    int stream = wire.message().stream();
                    wire.headers(stream, false, ":status", "200").data(stream, true, body);
                    assertThat(wire.ended()).isTrue();
                });
                Http2Wire client = Http2Wire.client(proxy.outbound(), INITIAL_WINDOW_SIZE, 1024)) {
            client.request(1, true, "GET", WEB, "/");
            assertThat(client.message().text()).isEqualTo(":status: 200\n");

            StringBuilder received = new StringBuilder();
            Frame frame = client.message();
            while (!frame.end()) {
                assertThat(frame.text().length()).isLessThanOrEqualTo(1024);
                received.append(frame.text());
                client.windowUpdate(1, frame.text().length());
                frame = client.message();
            }

            assertThat(received.append(frame.text())).hasToString(body);
        }
    }

    @Test
    void anExhaustedConnectionWindowHoldsDataBackButNoHeads() {
        try (ScriptedServer _ = endpoint(wire -> {
                    for (int i = 0; i < 2; i++) {
                        int stream = wire.message().stream();
                        wire.headers(stream, false, ":status", "200");
                        fillWindow(wire, stream);
                        wire.data(stream, true, "");
                    }
                    assertThat(wire.ended()).isTrue();
                });
                Http2Wire client = Http2Wire.client(proxy.outbound())) {
            client.request(1, true, "GET", WEB, "/");
            assertThat(client.body(1)).hasSize(WINDOW);

            client.request(3, true, "GET", WEB, "/");

            assertThat(client.message().text()).isEqualTo(":status: 200\n");
            client.ping(7);
            Frame next = client.next();
            while (next.type() != Http2Wire.PING) {
                assertThat(next.type()).as("frames before the ping's answer").isNotEqualTo(Http2Wire.DATA);
                next = client.next();
            }
            client.windowUpdate(0, WINDOW);
            assertThat(client.body(3)).hasSize(WINDOW);
        }
    }

    @Test
    void anEndpointThatDoesNotReadStopsTheClientAtItsWindow() {
        CompletableFuture<Void> read = new CompletableFuture<>();
        CompletableFuture<Integer> uploaded = new CompletableFuture<>();
        try (ScriptedServer _ = endpoint(wire -> {
                    Frame head = wire.message();
                    int received = 0;
                    read.join();
                    Frame frame = wire.message();
                    while (!frame.end()) {
                        received += frame.text().length();
                        wire.windowUpdate(0, Math.max(1, frame.text().length()));
                        wire.windowUpdate(
                                head.stream(), Math.max(1, frame.text().length()));
                        frame = wire.message();
                    }
                    uploaded.complete(received + frame.text().length());
                    wire.headers(head.stream(), true, ":status", "200");
                    assertThat(wire.ended()).isTrue();
                });
                Http2Wire client = Http2Wire.client(proxy.outbound())) {
            client.request(1, false, "POST", WEB, "/");
            fillWindow(client, 1);
            // All of it went on to the endpoint's connection, so as much again may come; that has nowhere to go.
            int allowed = client.await(Http2Wire.WINDOW_UPDATE).code();
            while (allowed < WINDOW / 2) {
                allowed += client.await(Http2Wire.WINDOW_UPDATE).code();
            }
            read.complete(null);
            client.data(1, true, "end");

            assertThat(client.message().text()).isEqualTo(":status: 200\n");
            assertThat(uploaded.join()).isEqualTo(WINDOW + 3);
        }
    }

    @Test
    void paddingCountsInWindowsAndGoesNoFurther() {
        try (ScriptedServer _ = endpoint(wire -> {
                    int stream = wire.message().stream();
                    wire.headers(stream, false, ":status", "200");
                    byte[] padded = new byte[1 + 2 + 200];
                    padded[0] = (byte) 200;
                    padded[1] = 'o';
                    padded[2] = 'k';
                    int window = WINDOW;
                    for (int i = 0; i < 1_000; i++) {
                        while (window < padded.length) {
                            Frame opened = wire.await(Http2Wire.WINDOW_UPDATE);
                            window += opened.stream() == stream ? opened.code() : 0;
                        }
                        wire.frame(Http2Wire.DATA, PADDED, stream, padded);
                        window -= padded.length;
                    }
                    wire.data(stream, true, "");
                    assertThat(wire.ended()).isTrue();
                });
                Http2Wire client = Http2Wire.client(proxy.outbound())) {
            client.request(1, true, "GET", WEB, "/");

            assertThat(client.body(1)).isEqualTo("ok".repeat(1_000));
        }
    }

    @Test
    void whoSendsMoreThanItsWindowIsReset() {
        CompletableFuture<Integer> code = new CompletableFuture<>();
        try (ScriptedServer _ = endpoint(wire -> {
                    int stream = wire.message().stream();
                    wire.headers(stream, false, ":status", "200");
                    fillWindow(wire, stream);
                    wire.data(stream, false, "too much");
                    code.complete(wire.await(Http2Wire.RST_STREAM).code());
                });
                Http2Wire client = Http2Wire.client(proxy.outbound(), INITIAL_WINDOW_SIZE, 0)) {
            client.request(1, true, "GET", WEB, "/");

            assertThat(client.message().text()).isEqualTo(":status: 200\n");
            assertThat(client.message().type()).isEqualTo(Http2Wire.RST_STREAM);
            assertThat(code.orTimeout(5, TimeUnit.SECONDS).join())
                    .as("FLOW_CONTROL_ERROR")
                    .isEqualTo(3);
        }
    }
}
