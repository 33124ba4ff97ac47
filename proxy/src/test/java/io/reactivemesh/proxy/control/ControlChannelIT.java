package io.reactivemesh.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.testing.Http2Wire;
import io.reactivemesh.proxy.testing.Http2Wire.Frame;
import io.reactivemesh.proxy.testing.ScriptedServer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Which instance gets a call, and what becomes of it when one goes. */
class ControlChannelIT extends ControlChannelFixture {

    /** The call that the server has not looked at goes on elsewhere, the other stays; nobody who called hears of it. */
    @Test
    void aGoAwayTakesNothingFromCalls() throws Exception {
        CountDownLatch secondAnswered = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.start((wire, connection) -> {
            Http2Wire http2 = Http2Wire.server(wire);
            int first = request(http2).stream();
            if (connection == 1) {
                http2.headers(first, false, HEAD);
                Frame _ = request(http2);
                http2.goAway(first, 0);
                waitFor(secondAnswered);
                data(http2, first, framed("first")).headers(first, true, "grpc-status", "0");
            } else {
                http2.headers(first, false, HEAD);
                data(http2, first, framed("second"));
            }
            boolean _ = http2.ended();
        })) {
            ControlChannel channel = channel(server.address());
            var _ = call(channel, 1);
            var _ = call(channel, 1);

            assertThat(next()).isEqualTo("second");
            secondAnswered.countDown();
            assertThat(List.of(next(), next())).containsExactly("first", "OK");
        }
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aLostConnectionIsUnavailableAndIsMadeAgain() throws Exception {
        try (ScriptedServer server = ScriptedServer.start((wire, connection) -> {
            Http2Wire http2 = Http2Wire.server(wire);
            int stream = request(http2).stream();
            http2.headers(stream, false, HEAD);
            data(http2, stream, framed("from " + connection));
            if (connection > 1) {
                boolean _ = http2.ended();
            }
        })) {
            ControlChannel channel = channel(server.address());
            var _ = call(channel, 1);
            assertThat(next()).isEqualTo("from 1");
            assertThat(next()).startsWith("UNAVAILABLE: endpoint 127.0.0.1:");

            var _ = call(channel, 1);
            assertThat(next()).isEqualTo("from 2");
            assertThat(metric("mesh_control_reconnects_total{client=\"destination\"} 1"))
                    .isTrue();
        }
    }

    /** An instance that is not there keeps nobody from those that are. */
    @Test
    void callsGoToInstancesThatAreThere() throws Exception {
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    Http2Wire http2 = Http2Wire.server(wire);
                    while (true) {
                        http2.headers(request(http2).stream(), true, ":status", "200", "grpc-status", "0");
                    }
                });
                ScriptedServer closed = ScriptedServer.start((_, _) -> {})) {
            closed.die();
            ControlChannel channel = channel(closed.address(), server.address());

            for (int i = 0; i < 5; i++) {
                var _ = call(channel, 1);
                assertThat(next()).isEqualTo("OK");
            }

            assertThat(metric("control_destination_balancer_p2c_endpoints{addr=\"dst.test:8086\"} 2"))
                    .isTrue();
            assertThat(metric("control_destination_balancer_p2c_updates_total{addr=\"dst.test:8086\",op=\"Add\"} 1"))
                    .isTrue();
            assertThat(metric("control_destination_balancer_queue_requests_total{addr=\"dst.test:8086\"} 5"))
                    .isTrue();
            assertThat(metric("control_destination_balancer_queue_latency_seconds_count{addr=\"dst.test:8086\"} 5"))
                    .isTrue();
        }
    }

    @Test
    void whatWaitsFailsWhenTheChannelIsClosed() throws Exception {
        ControlChannel channel = channel();
        var _ = call(channel, 1);
        assertThat(loop.submit(() -> metric("control_destination_balancer_queue_length{addr=\"dst.test:8086\"} 1"))
                        .get())
                .isTrue();

        loop.execute(channel::close);

        assertThat(next()).isEqualTo("UNAVAILABLE: channel closed");
        var _ = call(channel, 1);
        assertThat(next()).isEqualTo("UNAVAILABLE: channel closed");
    }
}
