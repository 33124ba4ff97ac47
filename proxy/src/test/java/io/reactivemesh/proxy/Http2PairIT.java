package io.reactivemesh.proxy;

import static io.reactivemesh.proxy.testing.RunningProxy.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.testing.FakeDiscovery;
import io.reactivemesh.proxy.testing.Http2Wire;
import io.reactivemesh.proxy.testing.Http2Wire.Frame;
import io.reactivemesh.proxy.testing.RunningProxy;
import io.reactivemesh.proxy.testing.ScriptedServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** HTTP/2 from a client through an outbound proxy and an inbound one to an application. */
class Http2PairIT {

    private static final String WEB = "web.emojivoto.svc.cluster.local:80";
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int WINDOW = 65_535;
    /** As a proxy announces it, before the first request. */
    private static final int CONNECTION_WINDOW = 1_048_576;

    private static final int ENHANCE_YOUR_CALM = 11;

    /** What both proxies may have to keep for one stalled stream. */
    private static final int BETWEEN = 2 * WINDOW;

    private final AtomicInteger sent = new AtomicInteger();
    private final CompletableFuture<Integer> resetCode = new CompletableFuture<>();
    private final ScriptedServer application = ScriptedServer.start((wire, _) -> serve(Http2Wire.server(wire)));
    private final RunningProxy inbound = RunningProxy.start(
            new FakeDiscovery(),
            Map.of(
                    "MESH_PROXY_INBOUND_BINDINGS",
                    "127.0.0.1:0=127.0.0.1:" + application.address().getPort()));
    private final FakeDiscovery discovery = new FakeDiscovery()
            .profile(WEB, FakeDiscovery.service("web.emojivoto.svc.cluster.local"))
            .endpoints(
                    WEB,
                    List.of(FakeDiscovery.upgrading(
                            inbound.proxy().boundAddresses().inbound().get(1))));
    private final RunningProxy outbound = RunningProxy.start(discovery, Map.of());

    @AfterEach
    void stop() {
        outbound.close();
        inbound.close();
        application.close();
    }

    /** Sends ten windows on the first stream, as fast as it may, and answers other streams at once. */
    private void serve(Http2Wire wire) {
        int slow = wire.message().stream();
        wire.headers(slow, false, ":status", "200");
        int streamWindow = WINDOW;
        int connectionWindow = CONNECTION_WINDOW;
        while (sent.get() < 10 * WINDOW) {
            int piece = Math.min(Math.min(streamWindow, connectionWindow), Math.min(16_384, 10 * WINDOW - sent.get()));
            if (piece > 0) {
                streamWindow -= piece;
                connectionWindow -= piece;
                wire.data(slow, sent.addAndGet(piece) == 10 * WINDOW, "x".repeat(piece));
                continue;
            }
            Frame frame = wire.next();
            if (frame.type() == Http2Wire.WINDOW_UPDATE && frame.stream() == 0) {
                connectionWindow += frame.code();
            } else if (frame.type() == Http2Wire.WINDOW_UPDATE) {
                streamWindow += frame.stream() == slow ? frame.code() : 0;
            } else if (frame.type() == Http2Wire.HEADERS) {
                wire.headers(frame.stream(), false, ":status", "200").data(frame.stream(), true, "fast");
            } else if (frame.type() == Http2Wire.RST_STREAM) {
                resetCode.complete(frame.code());
                return;
            }
        }
        assertThat(wire.ended()).isTrue();
    }

    private Http2Wire stalled() {
        Http2Wire client = Http2Wire.client(outbound.outbound(), INITIAL_WINDOW_SIZE, 0);
        client.request(1, true, "GET", WEB, "/slow");
        assertThat(client.message().text()).isEqualTo(":status: 200\n");
        eventually("both proxies are full", () -> sent.get() == BETWEEN);
        return client;
    }

    @Test
    void aSlowReaderStopsTheApplicationAndNoOtherStream() {
        try (Http2Wire client = stalled()) {
            client.request(3, true, "GET", WEB, "/fast").windowUpdate(3, 100);
            assertThat(client.message().stream()).isEqualTo(3);
            assertThat(client.message().text()).isEqualTo("fast");
            assertThat(sent).as("sent by the application while nobody reads").hasValue(BETWEEN);

            client.windowUpdate(0, 10 * WINDOW).windowUpdate(1, 10 * WINDOW);

            assertThat(client.body(1)).hasSize(10 * WINDOW);
        }
    }

    @Test
    void aResetReachesTheApplicationWithItsCode() {
        try (Http2Wire client = stalled()) {
            client.reset(1, ENHANCE_YOUR_CALM);

            assertThat(resetCode.orTimeout(5, TimeUnit.SECONDS).join()).isEqualTo(ENHANCE_YOUR_CALM);
        }
    }
}
