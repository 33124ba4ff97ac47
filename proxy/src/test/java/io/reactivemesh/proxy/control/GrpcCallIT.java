package io.reactivemesh.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.reactivemesh.proxy.grpc.GrpcCall;
import io.reactivemesh.proxy.testing.Http2Wire;
import io.reactivemesh.proxy.testing.Http2Wire.Frame;
import io.reactivemesh.proxy.testing.ScriptedServer;
import io.reactivemesh.wire.destination.DestinationGrpc;
import io.reactivemesh.wire.destination.DestinationProfile;
import io.reactivemesh.wire.destination.GetDestination;
import io.reactivemesh.wire.inbound.InboundServerPoliciesGrpc;
import io.reactivemesh.wire.otlp.TraceServiceGrpc;
import io.reactivemesh.wire.outbound.OutboundPoliciesGrpc;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls to a server that does, frame by frame, what a gRPC server may do. */
class GrpcCallIT extends ControlChannelFixture {

    @Test
    void methodsAreWhereTheContractHasThem() {
        assertThat(List.of(
                        ControlMethods.GET.path(),
                        ControlMethods.GET_PROFILE.path(),
                        ControlMethods.WATCH.path(),
                        ControlMethods.WATCH_PORT.path(),
                        GrpcCollector.Methods.EXPORT.path()))
                .containsExactly(
                        "/" + DestinationGrpc.getGetMethod().getFullMethodName(),
                        "/" + DestinationGrpc.getGetProfileMethod().getFullMethodName(),
                        "/" + OutboundPoliciesGrpc.getWatchMethod().getFullMethodName(),
                        "/" + InboundServerPoliciesGrpc.getWatchPortMethod().getFullMethodName(),
                        "/" + TraceServiceGrpc.getExportMethod().getFullMethodName());
    }

    @Test
    void theRequestIsWhatTheProtocolWants() throws Exception {
        BlockingQueue<Frame> seen = new LinkedBlockingQueue<>();
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
            Http2Wire http2 = Http2Wire.server(wire);
            seen.add(http2.await(Http2Wire.HEADERS));
            seen.add(http2.await(Http2Wire.DATA));
            boolean _ = http2.ended();
        })) {
            var _ = call(channel(server.address()), 1);

            assertThat(seen.take().text())
                    .contains(
                            ":method: POST\n",
                            ":path: /io.linkerd.proxy.destination.Destination/GetProfile\n",
                            ":authority: dst.test:8086\n",
                            "te: trailers\n",
                            "content-type: application/grpc\n",
                            "user-agent: grpc-java-reactivemesh/")
                    .doesNotContain("grpc-accept-encoding", "grpc-timeout");
            Frame body = seen.take();
            byte[] bytes = body.text().getBytes(StandardCharsets.ISO_8859_1);
            assertThat(ByteBuffer.wrap(bytes).getInt(1)).isEqualTo(bytes.length - 5);
            assertThat(GetDestination.parseFrom(ByteString.copyFrom(bytes, 5, bytes.length - 5)))
                    .isEqualTo(REQUEST);
            assertThat(body.end()).isTrue();
        }
    }

    @Test
    void aDeadlineIsToldAndKept() throws Exception {
        BlockingQueue<Frame> seen = new LinkedBlockingQueue<>();
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
            Http2Wire http2 = Http2Wire.server(wire);
            seen.add(request(http2));
            seen.add(http2.await(Http2Wire.RST_STREAM));
        })) {
            GrpcCall<GetDestination, DestinationProfile> call =
                    channel(server.address()).call(ControlMethods.GET_PROFILE, Duration.ofMillis(300));
            loop.execute(() -> start(call, 1));

            assertThat(next()).isEqualTo("DEADLINE_EXCEEDED: no answer within PT0.3S");
            assertThat(seen.take().text()).contains("grpc-timeout: 300000u\n");
            assertThat(seen.take().code()).isEqualTo(8);
        }
    }

    @Test
    void messagesComeOutHoweverTheyAreCut() throws Exception {
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
            Http2Wire http2 = Http2Wire.server(wire);
            int stream = request(http2).stream();
            http2.headers(stream, false, HEAD);
            byte[] three = framed("a", "bb", "ccc");
            for (byte one : three) {
                data(http2, stream, new byte[] {one});
            }
            data(http2, stream, three).headers(stream, true, "grpc-status", "0");
            boolean _ = http2.ended();
        })) {
            var _ = call(channel(server.address()), 10);

            assertThat(List.of(next(), next(), next(), next(), next(), next(), next()))
                    .containsExactly("a", "bb", "ccc", "a", "bb", "ccc", "OK");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "':status,200,content-type,application/grpc,grpc-status,5,grpc-message,no%20such%20thing', NOT_FOUND: no such thing",
        "':status,503', UNAVAILABLE: HTTP status 503 (expected: grpc-status)",
        "':status,404', UNIMPLEMENTED: HTTP status 404 (expected: grpc-status)",
        "':status,200,content-type,text/html', UNKNOWN: content-type text/html (expected: application/grpc)",
        "':status,200,content-type,application/grpc', UNKNOWN: no grpc-status (expected: in a head that is all of an answer)"
    })
    void aHeadMayBeAllOfAnAnswer(String fields, String status) throws Exception {
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
            Http2Wire http2 = Http2Wire.server(wire);
            http2.headers(request(http2).stream(), true, fields.split(","));
            boolean _ = http2.ended();
        })) {
            var _ = call(channel(server.address()), 1);

            assertThat(next()).isEqualTo(status);
        }
    }

    @Test
    void compressionIsRefused() throws Exception {
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
            Http2Wire http2 = Http2Wire.server(wire);
            int stream = request(http2).stream();
            http2.headers(stream, false, ":status", "200", "content-type", "application/grpc", "grpc-encoding", "gzip");
            assertThat(http2.await(Http2Wire.RST_STREAM).code()).isEqualTo(8);
            int second = request(http2).stream();
            http2.headers(second, false, HEAD);
            data(http2, second, new byte[] {1, 0, 0, 0, 0});
            assertThat(http2.await(Http2Wire.RST_STREAM).code()).isEqualTo(8);
        })) {
            ControlChannel channel = channel(server.address());
            var _ = call(channel, 1);
            assertThat(next()).isEqualTo("INTERNAL: grpc-encoding gzip (expected: identity, as offered)");

            var _ = call(channel, 1);
            assertThat(next()).startsWith("INTERNAL: message compressed");
        }
    }

    @Test
    void aMessageThatIsTooLongIsRefusedBeforeItIsRead() throws Exception {
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
            Http2Wire http2 = Http2Wire.server(wire);
            int stream = request(http2).stream();
            http2.headers(stream, false, HEAD);
            data(http2, stream, new byte[] {0, 0, 64, 0, 1});
            assertThat(http2.await(Http2Wire.RST_STREAM).code()).isEqualTo(8);
        })) {
            var _ = call(channel(server.address()), 1);

            assertThat(next()).isEqualTo("RESOURCE_EXHAUSTED: message of 4194305 bytes (expected: at most 4194304)");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "7, UNAVAILABLE: stream reset: REFUSED_STREAM",
        "11, RESOURCE_EXHAUSTED: stream reset: ENHANCE_YOUR_CALM"
    })
    void aResetIsAStatus(int code, String status) throws Exception {
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
            Http2Wire http2 = Http2Wire.server(wire);
            http2.reset(request(http2).stream(), code);
            boolean _ = http2.ended();
        })) {
            var _ = call(channel(server.address()), 1);

            assertThat(next()).isEqualTo(status);
        }
    }

    /** Who does not ask for answers stops the server when the window is full, and lets it go on by asking. */
    @Test
    void aPausedListenerStopsTheServer() throws Exception {
        int window = 65_535;
        byte[] message = framed("m".repeat(1000));
        int many = 3 * window / message.length;
        BlockingQueue<Integer> sent = new LinkedBlockingQueue<>();
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
            Http2Wire http2 = Http2Wire.server(wire);
            int stream = request(http2).stream();
            http2.headers(stream, false, HEAD);
            int left = window;
            for (int i = 0; i < many; i++) {
                while (left < message.length) {
                    if (i == window / message.length) {
                        sent.add(i);
                    }
                    Frame update = http2.await(Http2Wire.WINDOW_UPDATE);
                    left += update.stream() == stream ? update.code() : 0;
                }
                data(http2, stream, message);
                left -= message.length;
            }
            http2.headers(stream, true, "grpc-status", "0");
            boolean _ = http2.ended();
        })) {
            GrpcCall<GetDestination, DestinationProfile> call = call(channel(server.address()), 0);
            assertThat(sent.poll(10, TimeUnit.SECONDS)).isEqualTo(window / message.length);
            assertThat(told.poll(200, TimeUnit.MILLISECONDS)).isNull();

            loop.execute(() -> call.request(1));
            assertThat(next()).hasSize(1000);
            assertThat(told.poll(200, TimeUnit.MILLISECONDS)).isNull();
            loop.execute(() -> call.request(many));

            for (int i = 1; i < many; i++) {
                assertThat(next()).hasSize(1000);
            }
            assertThat(next()).isEqualTo("OK");
        }
    }

    @Test
    void aMessageLongerThanTheWindowComesThrough() throws Exception {
        byte[] message = framed("m".repeat(1_000_000));
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
            Http2Wire http2 = Http2Wire.server(wire);
            int stream = request(http2).stream();
            http2.headers(stream, false, HEAD);
            int left = 65_535;
            for (int at = 0; at < message.length; ) {
                while (left == 0) {
                    Frame update = http2.await(Http2Wire.WINDOW_UPDATE);
                    left += update.stream() == stream ? update.code() : 0;
                }
                int count = Math.min(Math.min(left, 16_384), message.length - at);
                data(http2, stream, java.util.Arrays.copyOfRange(message, at, at + count));
                at += count;
                left -= count;
            }
            boolean _ = http2.ended();
        })) {
            var _ = call(channel(server.address()), 1);

            assertThat(next()).hasSize(1_000_000);
        }
    }

    @Test
    void aCancelledCallIsResetAndSilent() throws Exception {
        BlockingQueue<Integer> reset = new LinkedBlockingQueue<>();
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
            Http2Wire http2 = Http2Wire.server(wire);
            int stream = request(http2).stream();
            http2.headers(stream, false, HEAD);
            data(http2, stream, framed("one"));
            reset.add(http2.await(Http2Wire.RST_STREAM).code());
        })) {
            GrpcCall<GetDestination, DestinationProfile> call = call(channel(server.address()), 10);
            assertThat(next()).isEqualTo("one");

            loop.execute(() -> call.cancel("enough"));

            assertThat(reset.poll(10, TimeUnit.SECONDS)).isEqualTo(8);
            assertThat(told.poll(200, TimeUnit.MILLISECONDS)).isNull();
        }
    }
}
