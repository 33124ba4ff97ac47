package io.reactivemesh.proxy.stack;

import static io.reactivemesh.proxy.testing.RunningProxy.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.ProxyConfig.Backoff;
import io.reactivemesh.proxy.balance.Breaker;
import io.reactivemesh.proxy.balance.FailureAccrual;
import io.reactivemesh.proxy.balance.FailureAccrual.Consecutive;
import io.reactivemesh.proxy.balance.FailureAccrual.Trip;
import io.reactivemesh.proxy.balance.FailureAccrual.Unified;
import io.reactivemesh.proxy.testing.Http2Wire;
import io.reactivemesh.proxy.testing.ScriptedServer;
import io.reactivemesh.proxy.testing.ShortPath;
import io.reactivemesh.proxy.testing.Wire;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** One endpoint behind its breaker and a queue, through real connections. */
class BreakerGateIT {

    private static final String GET = "GET / HTTP/1.1~Host: web~~";
    private static final String FAILED = "HTTP/1.1 500 Internal Server Error~content-length: 0~~";
    private static final String OK = "HTTP/1.1 200 OK~content-length: 0~~";

    /** Pauses end when the test says so. */
    private final Queue<Runnable> pauses = new ConcurrentLinkedQueue<>();

    private final List<String> told = new CopyOnWriteArrayList<>();

    private final BreakerObserver observer = new BreakerObserver() {
        @Override
        public void shut(Trip reason, Duration length) {
            told.add(reason + " " + length.toMillis() + " ms");
        }

        @Override
        public void opened() {
            told.add("opened");
        }
    };

    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), 0);

    private Service<HttpCall> guarded(
            io.reactivemesh.proxy.transport.Loop loop, Service<HttpCall> endpoint, Gate gate, FailureAccrual accrual) {
        BreakerGate<HttpCall> breaker = new BreakerGate<>(
                endpoint,
                gate,
                new Breaker(accrual, () -> 1, loop.clock(), new SplittableRandom(1)),
                (task, _) -> {
                    pauses.add(() -> loop.eventLoop().execute(task));
                    return () -> {};
                },
                observer);
        FailFast<HttpCall> queue = new FailFast<>(
                FailFast.Gated.of(breaker, breaker), 100, Duration.ofMillis(50), loop, new SilentQueue());
        breaker.onChange(queue::wake);
        return queue;
    }

    private ShortPath http1(ScriptedServer server, FailureAccrual accrual) {
        return ShortPath.http1(server.address(), (loop, endpoint, gate) -> guarded(loop, endpoint, gate, accrual));
    }

    private static String status(ShortPath path) {
        try (Wire client = path.connect()) {
            client.send(GET);
            return client.head().substring("http/1.1 ".length(), "http/1.1 ".length() + 3);
        }
    }

    private void pauseIsOver() {
        eventually("the breaker waits", () -> !pauses.isEmpty());
        pauses.remove().run();
    }

    @Test
    void failuresShutTheOnlyEndpointAndAProbeBringsItBack() {
        AtomicReference<String> answer = new AtomicReference<>(FAILED);
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    for (String head = wire.head(); !head.isEmpty(); head = wire.head()) {
                        wire.send(answer.get());
                    }
                });
                ShortPath path = http1(server, new Consecutive(3, BACKOFF))) {

            for (int i = 0; i < 3; i++) {
                assertThat(status(path)).isEqualTo("500");
            }
            assertThat(status(path)).as("waits in vain").isEqualTo("504");
            assertThat(status(path)).as("does not wait").isEqualTo("503");

            pauseIsOver();
            eventually("the probe is answered", () -> status(path).equals("500"));
            assertThat(told).containsExactly("CONSECUTIVE_FAILURES 1000 ms", "CONSECUTIVE_FAILURES 2000 ms");

            answer.set(OK);
            pauseIsOver();
            eventually("the endpoint is back", () -> status(path).equals("200"));
            assertThat(status(path)).isEqualTo("200");
            assertThat(told).endsWith("opened");
        }
    }

    @Test
    void aSuccessInBetweenBeginsANewRow() {
        List<String> answers = new CopyOnWriteArrayList<>(List.of(FAILED, OK, FAILED, OK));
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    for (String head = wire.head(); !head.isEmpty(); head = wire.head()) {
                        wire.send(answers.removeFirst());
                    }
                });
                ShortPath path = http1(server, new Consecutive(2, BACKOFF))) {

            for (String expected : List.of("500", "200", "500", "200")) {
                assertThat(status(path)).isEqualTo(expected);
            }
            assertThat(told).isEmpty();
        }
    }

    @Test
    void connectionsThatAreRefusedAreFailures() {
        ScriptedServer gone = ScriptedServer.answering(OK);
        gone.close();
        try (ShortPath path = http1(gone, new Consecutive(2, BACKOFF))) {

            assertThat(status(path)).isEqualTo("502");
            assertThat(status(path)).isEqualTo("502");
            assertThat(status(path)).isEqualTo("504");
        }
    }

    @Test
    void rateLimitingTripsWhereTheSuccessRateCountsAndItsWishIsHonored() {
        FailureAccrual unified = new Unified(0.8, Duration.ofSeconds(10), 2, 0, BACKOFF, true);
        try (ScriptedServer server =
                        ScriptedServer.answering("HTTP/1.1 429 Too Many~retry-after: 30~content-length: 0~~");
                ShortPath path = http1(server, unified)) {

            assertThat(status(path)).isEqualTo("429");
            assertThat(status(path)).isEqualTo("429");

            assertThat(status(path)).isEqualTo("504");
            assertThat(told).containsExactly("LOW_SUCCESS_RATE 30000 ms");
        }
    }

    @Test
    void aGrpcCallIsJudgedByWhatItsTrailersSay() {
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    Http2Wire peer = Http2Wire.server(wire);
                    for (String grpcStatus : List.of("5", "14", "14")) {
                        int stream = peer.await(Http2Wire.HEADERS).stream();
                        peer.headers(stream, false, ":status", "200", "content-type", "application/grpc");
                        peer.headers(stream, true, "grpc-status", grpcStatus);
                    }
                    assertThat(peer.ended()).isTrue();
                });
                ShortPath path = ShortPath.http2(
                        server.address(),
                        (loop, endpoint, gate) -> guarded(loop, endpoint, gate, new Consecutive(2, BACKOFF)));
                Http2Wire client = Http2Wire.client(path.connect())) {

            for (int stream = 1; stream <= 5; stream += 2) {
                client.request(stream, true, "POST", "web", "/a.B/C", "content-type", "application/grpc");
                assertThat(client.message().text()).contains(":status: 200");
                assertThat(client.message().text()).contains("grpc-status");
            }

            eventually("the endpoint is left alone", () -> told.equals(List.of("CONSECUTIVE_FAILURES 1000 ms")));
        }
    }

    @Test
    void aClientThatLeavesIsNoFailureOfTheEndpoint() {
        try (ScriptedServer server = ScriptedServer.start((wire, connection) -> {
                    assertThat(wire.head()).isNotEmpty();
                    if (connection == 2) {
                        wire.send(OK);
                    }
                    assertThat(wire.ended()).isTrue();
                });
                ShortPath path = http1(server, new Consecutive(1, BACKOFF))) {
            try (Wire client = path.connect()) {
                client.send(GET);
                eventually("the server is asked", () -> server.connections() == 1);
                client.reset();
            }

            assertThat(status(path)).isEqualTo("200");
            assertThat(told).isEmpty();
        }
    }
}
