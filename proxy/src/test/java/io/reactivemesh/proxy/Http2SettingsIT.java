package io.reactivemesh.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.testing.FakeDiscovery;
import io.reactivemesh.proxy.testing.Http2Origin;
import io.reactivemesh.proxy.testing.Http2Wire;
import io.reactivemesh.proxy.testing.Http2Wire.Frame;
import io.reactivemesh.proxy.testing.RunningProxy;
import io.reactivemesh.proxy.testing.ScriptedServer;
import io.reactivemesh.proxy.testing.Wire;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The variables about HTTP/2 do what they say: toward clients of either side, and toward endpoints. */
class Http2SettingsIT {

    private static final String WEB = "web.emojivoto.svc.cluster.local:80";
    private static final int MAX_CONCURRENT_STREAMS = 3;
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int MAX_FRAME_SIZE = 5;
    private static final int MAX_HEADER_LIST_SIZE = 6;
    private static final int FRAME_SIZE_ERROR = 6;
    private static final int REFUSED_STREAM = 7;

    /** Whose clients. */
    enum Side {
        INBOUND,
        OUTBOUND
    }

    private final Http2Origin origin = Http2Origin.start();
    private final FakeDiscovery discovery = new FakeDiscovery()
            .profile(WEB, FakeDiscovery.service("web.emojivoto.svc.cluster.local"))
            .endpoints(WEB, origin.address());
    private RunningProxy proxy = RunningProxy.start(discovery, Map.of());

    @AfterEach
    void stop() {
        proxy.close();
        origin.close();
    }

    private Wire connect(Side side, Map<String, String> settings) {
        proxy.close();
        Map<String, String> all = new HashMap<>();
        settings.forEach((name, value) -> all.put("LINKERD2_PROXY_" + side + "_SERVER_HTTP2_" + name, value));
        all.put(
                "MESH_PROXY_INBOUND_BINDINGS",
                "127.0.0.1:0=127.0.0.1:" + origin.address().getPort());
        proxy = RunningProxy.start(discovery, all);
        return side == Side.INBOUND ? proxy.inbound(1) : proxy.outbound();
    }

    @ParameterizedTest
    @EnumSource
    void clientsAreToldWhatTheVariablesSay(Side side) {
        Map<String, String> variables = Map.of(
                "INITIAL_STREAM_WINDOW_SIZE", "70000",
                "INITIAL_CONNECTION_WINDOW_SIZE", "2000000",
                "MAX_CONCURRENT_STREAMS", "7",
                "MAX_FRAME_SIZE", "20000",
                "MAX_HEADER_LIST_SIZE", "9000");
        try (Http2Wire client = Http2Wire.client(connect(side, variables))) {
            assertThat(client.next().settings())
                    .containsEntry(INITIAL_WINDOW_SIZE, 70_000)
                    .containsEntry(MAX_CONCURRENT_STREAMS, 7)
                    .containsEntry(MAX_FRAME_SIZE, 20_000)
                    .containsEntry(MAX_HEADER_LIST_SIZE, 9_000);
            assertThat(client.await(Http2Wire.WINDOW_UPDATE).code()).isEqualTo(2_000_000 - 65_535);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWindowThatIsSetAloneIsPassedOver(Side side) {
        try (Http2Wire client = Http2Wire.client(connect(side, Map.of("INITIAL_STREAM_WINDOW_SIZE", "70000")))) {
            assertThat(client.next().settings()).containsEntry(INITIAL_WINDOW_SIZE, 65_535);
            assertThat(client.await(Http2Wire.WINDOW_UPDATE).code()).isEqualTo(1_048_576 - 65_535);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStreamBeyondTheLimitIsRefusedAndTheOthersGoOn(Side side) {
        try (Http2Wire client = Http2Wire.client(connect(side, Map.of("MAX_CONCURRENT_STREAMS", "2")))) {
            client.request(1, false, "POST", WEB, "/")
                    .request(3, false, "POST", WEB, "/")
                    .request(5, true, "GET", WEB, "/");

            Frame refused = client.message();
            assertThat(refused.type()).isEqualTo(Http2Wire.RST_STREAM);
            assertThat(refused.stream()).isEqualTo(5);
            assertThat(refused.code()).isEqualTo(REFUSED_STREAM);
            client.data(1, true, "x");
            assertThat(client.body(1)).isEqualTo("reactive mesh\n");
            client.request(7, true, "GET", WEB, "/");
            assertThat(client.body(7)).isEqualTo("reactive mesh\n");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFrameBeyondTheLimitEndsTheConnection(Side side) {
        try (Http2Wire client = Http2Wire.client(connect(side, Map.of("MAX_FRAME_SIZE", "20000")))) {
            client.request(1, false, "POST", WEB, "/").data(1, false, "x".repeat(20_000));
            client.data(1, true, "x".repeat(20_001));

            assertThat(client.await(Http2Wire.GOAWAY).code()).isEqualTo(FRAME_SIZE_ERROR);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHeadBeyondTheLimitIs431(Side side) {
        try (Http2Wire client = Http2Wire.client(connect(side, Map.of("MAX_HEADER_LIST_SIZE", "1000")))) {
            client.request(1, true, "GET", WEB, "/", "x-large", "x".repeat(1_000))
                    .request(3, true, "GET", WEB, "/");

            assertThat(client.message().text()).startsWith(":status: 431\n");
            assertThat(client.body(3)).isEqualTo("reactive mesh\n");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSilentClientIsPingedAndThenGivenUp(Side side) {
        Map<String, String> variables = Map.of("KEEP_ALIVE_INTERVAL", "50ms", "KEEP_ALIVE_TIMEOUT", "50ms");
        try (Http2Wire client = Http2Wire.client(connect(side, variables))) {
            assertThat(client.await(Http2Wire.PING).stream()).isZero();

            // That one has been answered; from now on nothing is read, so nothing is answered.
            assertThat(client.ended()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void adaptiveWindowsGrowWithWhatComes(Side side) {
        try (Http2Wire client = Http2Wire.client(connect(side, Map.of("ADAPTIVE_FLOW_CONTROL", "true")))) {
            Map<Integer, Integer> first = client.await(Http2Wire.SETTINGS).settings();
            assertThat(first).containsEntry(INITIAL_WINDOW_SIZE, 65_535);
            client.request(1, false, "POST", WEB, "/");
            for (int i = 0; i < 4; i++) {
                client.data(1, false, "x".repeat(16_000));
            }

            Frame widened = client.next();
            while (widened.type() != Http2Wire.SETTINGS || widened.flags() == Http2Wire.ACK) {
                widened = client.next();
            }
            assertThat(widened.settings()).hasSize(1).containsEntry(INITIAL_WINDOW_SIZE, 128_000);

            // More than fitted before, in one go, on this stream and on the next.
            for (int i = 0; i < 4; i++) {
                client.data(1, i == 3, "x".repeat(16_000));
            }
            assertThat(client.body(1)).isEqualTo("reactive mesh\n");
            client.request(3, false, "POST", WEB, "/");
            for (int i = 0; i < 7; i++) {
                client.data(3, i == 6, "x".repeat(16_000));
            }
            assertThat(client.body(3)).isEqualTo("reactive mesh\n");
        }
    }

    @Test
    void endpointsAreToldTheWindowsOfTheClient() {
        CompletableFuture<Map<Integer, Integer>> told = new CompletableFuture<>();
        CompletableFuture<Integer> connectionWindow = new CompletableFuture<>();
        proxy.close();
        try (ScriptedServer server = ScriptedServer.start((connection, _) -> {
            Http2Wire wire = Http2Wire.server(connection);
            told.complete(wire.next().settings());
            connectionWindow.complete(wire.await(Http2Wire.WINDOW_UPDATE).code());
            wire.headers(wire.message().stream(), true, ":status", "200");
            assertThat(wire.ended()).isTrue();
        })) {
            discovery.endpoints(WEB, server.address());
            proxy = RunningProxy.start(
                    discovery,
                    Map.of(
                            "LINKERD2_PROXY_HTTP2_INITIAL_STREAM_WINDOW_SIZE", "80000",
                            "LINKERD2_PROXY_HTTP2_INITIAL_CONNECTION_WINDOW_SIZE", "3000000"));
            try (Http2Wire client = Http2Wire.client(proxy.outbound())) {
                client.request(1, true, "GET", WEB, "/");

                assertThat(client.message().text()).isEqualTo(":status: 200\n");
                assertThat(told.orTimeout(5, TimeUnit.SECONDS).join())
                        .containsEntry(INITIAL_WINDOW_SIZE, 80_000)
                        .containsEntry(2, 0);
                assertThat(connectionWindow.orTimeout(5, TimeUnit.SECONDS).join())
                        .isEqualTo(3_000_000 - 65_535);
            }
        }
    }
}
