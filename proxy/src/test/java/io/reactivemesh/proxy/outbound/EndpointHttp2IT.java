package io.reactivemesh.proxy.outbound;

import static io.reactivemesh.proxy.testing.RunningProxy.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.control.Http2Params;
import io.reactivemesh.proxy.control.Http2Params.KeepAlive;
import io.reactivemesh.proxy.control.Http2Params.Windows;
import io.reactivemesh.proxy.control.ProxyEndpoint;
import io.reactivemesh.proxy.testing.FakeDiscovery;
import io.reactivemesh.proxy.testing.Http2Wire;
import io.reactivemesh.proxy.testing.Http2Wire.Frame;
import io.reactivemesh.proxy.testing.RunningProxy;
import io.reactivemesh.proxy.testing.ScriptedServer;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections of HTTP/2 to endpoints for which the control plane wants other settings than those that are configured. */
class EndpointHttp2IT {

    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int MAX_FRAME_SIZE = 5;
    private static final String WEB = "web.emojivoto.svc.cluster.local:80";
    private static final String IDLE = "idle.emojivoto.svc.cluster.local:80";
    private static final Duration SHORT = Duration.ofMillis(20);

    private final FakeDiscovery discovery = new FakeDiscovery()
            .profile(WEB, FakeDiscovery.service("web.emojivoto.svc.cluster.local"))
            .profile(IDLE, FakeDiscovery.service("idle.emojivoto.svc.cluster.local"));
    private final RunningProxy proxy = RunningProxy.start(discovery, Map.of());

    @AfterEach
    void stop() {
        proxy.close();
    }

    private static ProxyEndpoint endpoint(InetSocketAddress address, Http2Params params) {
        ProxyEndpoint bare = ProxyEndpoint.of(address);
        return new ProxyEndpoint(
                address, bare.weight(), bare.labels(), bare.zone(), null, ProxyEndpoint.Hint.NONE, 0, null, params);
    }

    private static Http2Params pings(Duration timeout, boolean whileIdle) {
        KeepAlive keepAlive = new KeepAlive(SHORT, timeout, whileIdle);
        return new Http2Params(false, null, keepAlive, OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());
    }

    @Test
    void itIsToldTheWindowsAndTheFrames() {
        CompletableFuture<Map<Integer, Integer>> told = new CompletableFuture<>();
        CompletableFuture<Integer> connectionWindow = new CompletableFuture<>();
        Http2Params params = new Http2Params(
                false,
                new Windows(3_000_000, 200_000),
                null,
                OptionalInt.empty(),
                OptionalInt.of(20_000),
                OptionalInt.empty());
        try (ScriptedServer server = ScriptedServer.start((connection, _) -> {
                    Http2Wire wire = Http2Wire.server(connection);
                    told.complete(wire.next().settings());
                    connectionWindow.complete(
                            wire.await(Http2Wire.WINDOW_UPDATE).code());
                    wire.headers(wire.message().stream(), true, ":status", "204");
                    assertThat(wire.ended()).isTrue();
                });
                Http2Wire client = Http2Wire.client(proxy.outbound())) {
            discovery.endpoints(WEB, List.of(endpoint(server.address(), params)));
            client.request(1, true, "GET", WEB, "/");

            assertThat(client.message().text()).isEqualTo(":status: 204\n");
            assertThat(told.orTimeout(5, TimeUnit.SECONDS).join())
                    .containsEntry(INITIAL_WINDOW_SIZE, 200_000)
                    .containsEntry(MAX_FRAME_SIZE, 20_000);
            assertThat(connectionWindow.orTimeout(5, TimeUnit.SECONDS).join()).isEqualTo(3_000_000 - 65_535);
        }
    }

    @Test
    void anEndpointThatFallsSilentWithARequestIsGivenUp() {
        try (ScriptedServer server = ScriptedServer.start((connection, _) -> {
                    Frame _ = Http2Wire.server(connection).message();
                    // Nothing is answered any more, no ping either.
                    assertThat(connection.rest()).isNotNull();
                });
                Http2Wire client = Http2Wire.client(proxy.outbound())) {
            discovery.endpoints(WEB, List.of(endpoint(server.address(), pings(SHORT, false))));
            client.request(1, true, "GET", WEB, "/");

            assertThat(client.message().text()).startsWith(":status: 502\n");
            eventually(
                    "closed for that",
                    () -> proxy.metric("tcp_close_total", "peer=\"dst\"", "errno=\"ETIMEDOUT\"") == 1);
        }
    }

    /** Answers each request, and counts pings. */
    private static ScriptedServer counting(AtomicInteger pings) {
        return ScriptedServer.start((connection, _) -> {
            Http2Wire wire = Http2Wire.server(connection);
            try {
                while (true) {
                    Frame frame = wire.next();
                    if (frame.type() == Http2Wire.HEADERS) {
                        wire.headers(frame.stream(), true, ":status", "204");
                    } else if (frame.type() == Http2Wire.PING) {
                        pings.incrementAndGet();
                    }
                }
            } catch (UncheckedIOException e) {
                // The test is over.
            }
        });
    }

    @Test
    void anEndpointWithoutRequestsIsPingedOnlyWhereThatIsWanted() {
        AtomicInteger wanted = new AtomicInteger();
        AtomicInteger unwanted = new AtomicInteger();
        try (ScriptedServer pinged = counting(wanted);
                ScriptedServer left = counting(unwanted);
                Http2Wire client = Http2Wire.client(proxy.outbound());
                Http2Wire other = Http2Wire.client(proxy.outbound())) {
            discovery.endpoints(WEB, List.of(endpoint(pinged.address(), pings(Duration.ofMillis(500), true))));
            discovery.endpoints(IDLE, List.of(endpoint(left.address(), pings(Duration.ofMillis(500), false))));
            client.request(1, true, "GET", WEB, "/");
            assertThat(client.message().text()).isEqualTo(":status: 204\n");
            other.request(1, true, "GET", IDLE, "/");
            assertThat(other.message().text()).isEqualTo(":status: 204\n");
            int before = wanted.get();

            eventually("pings", () -> wanted.get() >= before + 3);

            assertThat(unwanted.get())
                    .as("but one while the request was under way")
                    .isLessThanOrEqualTo(1);
        }
    }
}
