package io.reactivemesh.proxy.outbound;

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
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Endpoints of HTTP/2 that are not there, go, take few streams, or say that they are about to go. */
class OutboundHttp2FailureIT {

    private static final String WEB = "web.emojivoto.svc.cluster.local:80";
    private static final int MAX_CONCURRENT_STREAMS = 3;
    private static final int REFUSED_STREAM = 7;

    private final FakeDiscovery discovery = new FakeDiscovery();
    private RunningProxy proxy;

    @BeforeEach
    void start() {
        discovery.profile(WEB, FakeDiscovery.service("web.emojivoto.svc.cluster.local"));
        proxy = RunningProxy.start(discovery, Map.of("LINKERD2_PROXY_OUTBOUND_HTTP_FAILFAST_TIMEOUT", "500ms"));
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    private Http2Wire client() {
        return Http2Wire.client(proxy.outbound());
    }

    private static Frame on(int stream, Map<Integer, Frame> frames) {
        return Objects.requireNonNull(frames.get(stream), "a frame on stream " + stream);
    }

    private ScriptedServer endpoint(ScriptedServer.Script script) {
        ScriptedServer server = ScriptedServer.start(script);
        discovery.endpoints(WEB, server.address());
        return server;
    }

    /** Answers everything. */
    private static void serve(Wire connection, int... settings) {
        Http2Wire wire = Http2Wire.server(connection, settings);
        while (true) {
            Frame frame = wire.message();
            if (frame.end() && frame.type() != Http2Wire.RST_STREAM) {
                wire.headers(frame.stream(), true, ":status", "200");
            }
        }
    }

    @Test
    void noEndpointIs504AndThen503AndTheConnectionEnds() throws Exception {
        InetSocketAddress nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
        }
        discovery.endpoints(WEB, nobody);
        try (Http2Wire client = client()) {
            client.request(1, true, "GET", WEB, "/");

            assertThat(client.message().text()).isEqualTo("""
                            :status: 504
                            content-length: 0
                            l5d-proxy-error: service in fail-fast
                            l5d-proxy-connection: close
                            """);
            assertThat(client.message().type()).isEqualTo(Http2Wire.GOAWAY);
            assertThat(client.message().type()).isEqualTo(Http2Wire.GOAWAY);
            assertThat(client.ended()).isTrue();
        }
        try (Http2Wire client = client()) {
            client.request(1, true, "GET", WEB, "/");

            assertThat(client.message().text()).startsWith(":status: 503\n");
        }
    }

    @Test
    void anEndpointThatIsNotThereYetIsTriedAgainWithinTheTime() throws IOException {
        InetSocketAddress address = unusedAddress();
        discovery.endpoints(WEB, address);
        try (Http2Wire client = client()) {
            client.request(1, true, "GET", WEB, "/");
            eventually("the request waits", () -> proxy.metric("outbound_http_balancer_queue_length") == 1);
            try (ServerSocket late = new ServerSocket(address.getPort(), 5, address.getAddress())) {
                Thread.ofVirtual().start(() -> {
                    try {
                        serve(Wire.of(late.accept()));
                    } catch (IOException | AssertionError | UncheckedIOException e) {
                        // The test is over.
                    }
                });

                assertThat(client.message().text()).isEqualTo(":status: 200\n");
            }
        }
    }

    private static InetSocketAddress unusedAddress() throws IOException {
        try (ServerSocket reserved = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return new InetSocketAddress(reserved.getInetAddress(), reserved.getLocalPort());
        }
    }

    @Test
    void aRequestThatWaitsTakesTheEndpointThatComes() throws Exception {
        try (ScriptedServer alpha = endpoint((wire, _) -> serve(wire));
                ScriptedServer beta = ScriptedServer.start((wire, _) -> serve(wire));
                Http2Wire client = client()) {
            client.request(1, true, "GET", WEB, "/");
            assertThat(client.message().text()).isEqualTo(":status: 200\n");
            alpha.die();
            eventually("alpha has gone", () -> proxy.metric("tcp_open_connections", "peer=\"dst\"") == 0);

            client.request(3, true, "GET", WEB, "/");
            discovery.endpoints(WEB, beta.address());

            assertThat(client.message().text()).isEqualTo(":status: 200\n");
            assertThat(beta.connections()).isEqualTo(1);
        }
    }

    @Test
    void aConnectionThatBreaksFailsWhatItCarries() {
        try (ScriptedServer _ = endpoint((connection, number) -> {
                    if (number > 1) {
                        serve(connection);
                    }
                    Http2Wire wire = Http2Wire.server(connection);
                    int answering = wire.message().stream();
                    wire.headers(answering, false, ":status", "200").data(answering, false, "half");
                    int grpc = wire.message().stream();
                    wire.headers(grpc, false, ":status", "200", "content-type", "application/grpc");
                    wire.message();
                });
                Http2Wire client = client()) {
            client.request(1, true, "GET", WEB, "/half");
            assertThat(client.message().text()).isEqualTo(":status: 200\n");
            assertThat(client.message().text()).isEqualTo("half");
            client.request(3, true, "POST", WEB, "/a.B/C", "content-type", "application/grpc");
            assertThat(client.message().text()).startsWith(":status: 200\n");

            client.request(5, true, "GET", WEB, "/unanswered");

            Map<Integer, Frame> last = new HashMap<>();
            while (last.size() < 3) {
                Frame frame = client.message();
                if (frame.stream() != 0) {
                    last.putIfAbsent(frame.stream(), frame);
                }
            }
            assertThat(on(1, last).type()).isEqualTo(Http2Wire.RST_STREAM);
            assertThat(on(3, last).text()).startsWith("grpc-status: 14\n");
            assertThat(on(3, last).end()).isTrue();
            assertThat(on(5, last).text()).startsWith(":status: 502\n");
        }
    }

    @Test
    void anEndpointThatTakesFewStreamsGetsMoreConnections() {
        try (ScriptedServer server = endpoint((connection, _) -> {
                    Http2Wire wire = Http2Wire.server(connection, MAX_CONCURRENT_STREAMS, 2);
                    int open = 0;
                    while (true) {
                        wire.message();
                        open++;
                        assertThat(open).as("streams that are open at a time").isLessThanOrEqualTo(2);
                    }
                });
                Http2Wire client = client()) {
            client.request(1, true, "GET", WEB, "/");
            eventually("the settings have been read", () -> proxy.metric("tcp_read_bytes_total", "peer=\"dst\"") > 0);

            for (int stream = 3; stream < 13; stream += 2) {
                client.request(stream, true, "GET", WEB, "/");
            }

            eventually("three connections for six streams", () -> server.connections() == 3);
        }
    }

    @Test
    void requestsWaitForAStreamWhenAllConnectionsAreFull() {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        try (ScriptedServer server = endpoint((connection, _) -> {
                    Http2Wire wire = Http2Wire.server(connection, MAX_CONCURRENT_STREAMS, 1);
                    while (true) {
                        int stream = wire.message().stream();
                        answer.join();
                        wire.headers(stream, true, ":status", "200");
                    }
                });
                Http2Wire client = client()) {
            client.request(1, true, "GET", WEB, "/");
            eventually("the settings have been read", () -> proxy.metric("tcp_read_bytes_total", "peer=\"dst\"") > 0);
            for (int stream = 3; stream < 40; stream += 2) {
                client.request(stream, true, "GET", WEB, "/");
            }
            eventually("as many connections as there may be", () -> server.connections() == 8);

            answer.complete(null);

            for (int i = 0; i < 20; i++) {
                assertThat(client.message().text()).isEqualTo(":status: 200\n");
            }
            assertThat(server.connections()).isEqualTo(8);
        }
    }

    @Test
    void whatAGoingEndpointHasNotLookedAtGoesElsewhere() {
        try (ScriptedServer server = endpoint((connection, number) -> {
                    if (number > 1) {
                        serve(connection);
                    }
                    Http2Wire wire = Http2Wire.server(connection);
                    int first = wire.message().stream();
                    int second = wire.message().stream();
                    int third = wire.message().stream();
                    assertThat(third).isGreaterThan(second);
                    wire.goAway(first, 0);
                    wire.headers(first, true, ":status", "201");
                    assertThat(wire.ended()).isTrue();
                });
                Http2Wire client = client()) {
            client.request(1, true, "GET", WEB, "/served")
                    .request(3, true, "GET", WEB, "/again")
                    .request(5, false, "POST", WEB, "/body");

            Map<Integer, Frame> answers = new HashMap<>();
            for (int i = 0; i < 3; i++) {
                Frame frame = client.message();
                answers.put(frame.stream(), frame);
            }
            assertThat(on(1, answers).text()).isEqualTo(":status: 201\n");
            assertThat(on(3, answers).text())
                    .as("sent again, as it is complete")
                    .isEqualTo(":status: 200\n");
            assertThat(on(5, answers).type()).as("the client may try again").isEqualTo(Http2Wire.RST_STREAM);
            assertThat(on(5, answers).code()).isEqualTo(REFUSED_STREAM);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void anEndpointOfHttp1Is502() {
        try (ScriptedServer _ = endpoint((wire, _) -> {
                    wire.head();
                    wire.send("HTTP/1.1 400 Bad Request~content-length: 0~~");
                });
                Http2Wire client = client()) {
            client.request(1, true, "GET", WEB, "/");

            assertThat(client.message().text()).startsWith(":status: 50");
        }
    }

    @Test
    void aDrainFinishesWhatIsGoingOn() {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        CompletableFuture<Boolean> drained = new CompletableFuture<>();
        try (ScriptedServer _ = endpoint((connection, _) -> {
                    Http2Wire wire = Http2Wire.server(connection);
                    for (int i = 0; i < 50; i++) {
                        wire.message();
                    }
                    answer.join();
                    for (int stream = 1; stream < 100; stream += 2) {
                        wire.headers(stream, false, ":status", "200").data(stream, true, "body");
                    }
                    assertThat(wire.ended()).isTrue();
                });
                Http2Wire idle = client();
                Http2Wire client = client()) {
            for (int stream = 1; stream < 100; stream += 2) {
                client.request(stream, true, "GET", WEB, "/");
            }
            eventually("all are under way", () -> proxy.metric("request_total", "authority=") == 50);

            Thread.ofVirtual().start(() -> drained.complete(proxy.proxy().drain(Duration.ofSeconds(10))));

            assertThat(idle.message().type()).isEqualTo(Http2Wire.GOAWAY);
            assertThat(idle.message().code()).as("NO_ERROR").isZero();
            assertThat(idle.ended()).isTrue();
            answer.complete(null);
            int bodies = 0;
            while (bodies < 50) {
                Frame frame = client.message();
                bodies += frame.type() == Http2Wire.DATA && frame.end() ? 1 : 0;
            }
            assertThat(client.ended()).isTrue();
            assertThat(drained.orTimeout(5, TimeUnit.SECONDS).join()).isTrue();
        }
    }
}
