package io.reactivemesh.proxy.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.testing.FakeDiscovery;
import io.reactivemesh.proxy.testing.Http2Origin;
import io.reactivemesh.proxy.testing.Http2Wire;
import io.reactivemesh.proxy.testing.Http2Wire.Frame;
import io.reactivemesh.proxy.testing.RunningProxy;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the known ways of wearing a server of HTTP/2 out come to: the connection ends, others do not notice. */
class Http2AbuseIT {

    private static final String WEB = "web.emojivoto.svc.cluster.local:80";
    private static final int ENHANCE_YOUR_CALM = 11;
    private static final int CANCEL = 8;
    private static final int FRAMES = 5_000;

    private final FakeDiscovery discovery = new FakeDiscovery();
    private final Http2Origin origin = Http2Origin.start();
    private RunningProxy proxy;

    @BeforeEach
    void start() {
        discovery.profile(WEB, FakeDiscovery.service("web.emojivoto.svc.cluster.local"));
        discovery.endpoints(WEB, origin.address());
        proxy = RunningProxy.start(discovery, Map.of());
    }

    @AfterEach
    void stop() {
        proxy.close();
        origin.close();
    }

    interface Flood {
        void frame(Http2Wire client, int number);
    }

    static Stream<Arguments> floods() {
        return Stream.of(
                Arguments.of("pings (CVE-2019-9512)", (Flood) (client, number) -> client.ping(number)),
                Arguments.of("settings (CVE-2019-9515)", (Flood) (client, number) -> client.settings(4, 1000 + number)),
                Arguments.of("empty DATA (CVE-2019-9518)", (Flood) (client, number) -> {
                    if (number == 0) {
                        client.request(1, false, "POST", WEB, "/");
                    }
                    client.data(1, false, "");
                }),
                Arguments.of("rapid reset (CVE-2023-44487)", (Flood) (client, number) ->
                        client.request(2 * number + 1, true, "GET", WEB, "/").reset(2 * number + 1, CANCEL)),
                Arguments.of("made you reset (CVE-2025-8671)", (Flood) (client, number) ->
                        client.request(2 * number + 1, false, "POST", WEB, "/").windowUpdate(2 * number + 1, 0)),
                Arguments.of("malformed requests", (Flood)
                        (client, number) -> client.headers(2 * number + 1, true, ":method", "GET", "UPPER", "case")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("floods")
    void aFloodEndsItsConnection(String name, Flood flood) {
        try (Http2Wire client = Http2Wire.client(proxy.outbound());
                Http2Wire other = Http2Wire.client(proxy.outbound())) {
            Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < FRAMES; i++) {
                        flood.frame(client, i);
                    }
                } catch (UncheckedIOException e) {
                    // Cut off, as it should be.
                }
            });

            Frame last = client.await(Http2Wire.GOAWAY);

            assertThat(last.code()).isEqualTo(ENHANCE_YOUR_CALM);
            other.request(1, true, "GET", WEB, "/");
            assertThat(other.message().text()).startsWith(":status: 200\n");
        }
    }

    @Test
    void anEndlessHeaderBlockIsCutOff() {
        try (Http2Wire client = Http2Wire.client(proxy.outbound())) {
            // The settings are read, and acknowledged, before the block begins: nothing may stand between its frames.
            Frame _ = client.await(Http2Wire.WINDOW_UPDATE);
            client.frame(Http2Wire.HEADERS, 0, 1, client.block(":method", "GET"));
            Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < FRAMES; i++) {
                        client.frame(Http2Wire.CONTINUATION, 0, 1, client.block("x-" + i, "y".repeat(1_000)));
                    }
                } catch (UncheckedIOException e) {
                    // Cut off, as it should be.
                }
            });

            assertThat(client.await(Http2Wire.GOAWAY).code()).isEqualTo(ENHANCE_YOUR_CALM);
        }
    }

    @Test
    void emptyContinuationsAreCutOffToo() {
        try (Http2Wire client = Http2Wire.client(proxy.outbound())) {
            client.frame(Http2Wire.HEADERS, 0, 1, client.block(":method", "GET"));
            for (int i = 0; i < 100; i++) {
                client.frame(Http2Wire.CONTINUATION, 0, 1, new byte[0]);
            }

            assertThat(client.await(Http2Wire.GOAWAY).code()).isEqualTo(ENHANCE_YOUR_CALM);
        }
    }

    @Test
    void aHeadThatUnpacksToMoreThanTheLimitIs431AndTheConnectionLives() {
        try (Http2Wire client = Http2Wire.client(proxy.outbound())) {
            byte[] first = client.block("x-bomb", "b".repeat(3_000));
            byte[] bomb = new byte[first.length + 2_000];
            System.arraycopy(first, 0, bomb, 0, first.length);
            // Index 62, the field just added, two thousand times: six megabytes in two kilobytes.
            Arrays.fill(bomb, first.length, bomb.length, (byte) (0x80 | 62));

            client.frame(Http2Wire.HEADERS, Http2Wire.END_HEADERS | Http2Wire.END_STREAM, 1, bomb);

            assertThat(client.message().text()).startsWith(":status: 431\n");
            client.request(3, true, "GET", WEB, "/", "x-bomb", "b".repeat(3_000));
            assertThat(client.message().text()).startsWith(":status: 200\n");
        }
    }

    @Test
    void aBadRequestIsTheClientsOwnFault() {
        try (Http2Wire client = Http2Wire.client(proxy.outbound())) {
            client.headers(1, true, ":method", "GET", ":path", "/", "connection", "close");

            Frame answer = client.message();

            assertThat(answer.type()).isEqualTo(Http2Wire.RST_STREAM);
            assertThat(answer.code()).as("PROTOCOL_ERROR").isEqualTo(1);
            client.request(3, true, "GET", WEB, "/");
            assertThat(client.message().text()).startsWith(":status: 200\n");
        }
    }
}
