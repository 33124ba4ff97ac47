package io.reactivemesh.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.testing.FakeDiscovery;
import io.reactivemesh.proxy.testing.Http2Origin;
import io.reactivemesh.proxy.testing.Http2Wire;
import io.reactivemesh.proxy.testing.RoutableAddress;
import io.reactivemesh.proxy.testing.RunningProxy;
import io.reactivemesh.proxy.testing.ScriptedServer;
import io.reactivemesh.proxy.testing.Wire;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a connection speaks does not depend on the segments in which its first bytes come. */
class SegmentedRequestIT {

    private static final String WEB = "web.emojivoto.svc.cluster.local:80";

    /** Whose connection. */
    enum Side {
        INBOUND,
        OUTBOUND;

        private Wire client(RunningProxy proxy) {
            return this == INBOUND ? proxy.inbound(0) : proxy.outbound();
        }
    }

    /** A proxy before that application, whichever way one comes. */
    private static RunningProxy before(InetSocketAddress application, String detectTimeout) {
        return RunningProxy.start(
                        new FakeDiscovery(),
                        Map.of(
                                "LINKERD2_PROXY_INBOUND_DETECT_TIMEOUT", detectTimeout,
                                "LINKERD2_PROXY_OUTBOUND_DETECT_TIMEOUT", detectTimeout))
                .redirect(application);
    }

    private static void byteByByte(Wire client, String text) {
        for (byte each : text.replace("~", "\r\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII)) {
            client.send(new byte[] {each});
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRequestThatComesByteByByteIsHttp(Side side) {
        InetAddress here = RoutableAddress.find();
        try (ScriptedServer application = ScriptedServer.answeringOn(here, "HTTP/1.1 200 OK~content-length: 0~~");
                RunningProxy proxy = before(application.address(), "10s");
                Wire client = side.client(proxy)) {
            byteByByte(client, "GET /vote HTTP/1.1~Host: " + WEB + "~Connection: close~~");

            assertThat(client.head()).startsWith("http/1.1 200");
            assertThat(application.heads())
                    .as("a header of one hop is gone: it was no relay")
                    .containsExactly("get /vote http/1.1~host: " + WEB + "~~");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPrefaceThatComesByteByByteIsHttp2(Side side) {
        try (Http2Origin origin = Http2Origin.start();
                RunningProxy proxy = RunningProxy.start(
                        new FakeDiscovery()
                                .profile(WEB, FakeDiscovery.service("web.emojivoto.svc.cluster.local"))
                                .endpoints(WEB, origin.address()),
                        Map.of(
                                "MESH_PROXY_INBOUND_BINDINGS",
                                "127.0.0.1:0=127.0.0.1:" + origin.address().getPort()));
                Wire wire = side == Side.INBOUND ? proxy.inbound(1) : proxy.outbound()) {
            byteByByte(wire, "PRI * HTTP/2.0~");
            Http2Wire client = Http2Wire.resumed(wire.send("~SM~~")).settings();
            client.request(1, true, "GET", WEB, "/");

            assertThat(client.body(1)).isEqualTo("reactive mesh\n");
        }
    }

    /** Bytes that could have begun a request, and then nothing: they are the application's to judge. */
    @ParameterizedTest
    @EnumSource
    void aFewBytesAreRelayedWhenTheTimeIsOver(Side side) {
        InetAddress here = RoutableAddress.find();
        try (ScriptedServer application = ScriptedServer.startOn(
                        here, (wire, _) -> wire.send("heard: " + wire.text(4)).rest());
                RunningProxy proxy = before(application.address(), "40ms");
                Wire client = side.client(proxy)) {
            assertThat(client.send("PING").text(11)).isEqualTo("heard: PING");
        }
    }
}
