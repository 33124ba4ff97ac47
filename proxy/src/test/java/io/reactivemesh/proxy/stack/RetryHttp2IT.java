package io.reactivemesh.proxy.stack;

import static io.reactivemesh.proxy.testing.Http2Wire.RST_STREAM;
import static io.reactivemesh.proxy.testing.RunningProxy.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.stack.RetryCondition.Range;
import io.reactivemesh.proxy.stack.RetryCondition.Statuses;
import io.reactivemesh.proxy.testing.Http2Wire;
import io.reactivemesh.proxy.testing.Http2Wire.Frame;
import io.reactivemesh.proxy.testing.ScriptedServer;
import io.reactivemesh.proxy.testing.ShortPath;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Retries of HTTP/2 requests and gRPC calls, through real connections. */
class RetryHttp2IT {

    private static final int REFUSED_STREAM = 7;
    private static final int ENHANCE_YOUR_CALM = 11;
    private static final int INTERNAL = 13;
    private static final String[] GRPC = {"content-type", "application/grpc"};

    private final RecordedRetries observer = new RecordedRetries();

    private static RetryPolicy retries(int max, Integer... grpcStatuses) {
        Statuses on = new Statuses(List.of(new Range(500, 599)), Set.of(grpcStatuses));
        return new RetryPolicy(on, max, 65_536, null, null);
    }

    private static Resilience resilience(RetryPolicy retry) {
        return new Resilience(RouteTimeouts.NONE, retry, false);
    }

    /** A path to that server, behind a queue as in front of every endpoint of HTTP/2. */
    private ShortPath path(ScriptedServer server, Resilience resilience) {
        return ShortPath.http2(server.address(), (loop, endpoint, gate) -> {
            FailFast<HttpCall> queue = new FailFast<>(
                    FailFast.Gated.of(endpoint, gate), 100, 100, Duration.ofSeconds(3), loop, new SilentQueue());
            gate.onChange(queue::wake);
            return new ResilienceLayer(resilience, observer.on(loop, () -> true, null)).over(queue);
        });
    }

    private static void grpcHead(Http2Wire server, int stream, boolean end, String... more) {
        String[] fields = new String[4 + more.length];
        System.arraycopy(new String[] {":status", "200", "content-type", "application/grpc"}, 0, fields, 0, 4);
        System.arraycopy(more, 0, fields, 4, more.length);
        server.headers(stream, end, fields);
    }

    @Test
    void aFailureIsRetriedOnTheSameConnection() {
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    Http2Wire peer = Http2Wire.server(wire);
                    int first = peer.await(Http2Wire.HEADERS).stream();
                    peer.headers(first, true, ":status", "500");
                    int second = peer.await(Http2Wire.HEADERS).stream();
                    peer.headers(second, true, ":status", "204");
                    assertThat(peer.ended()).isTrue();
                });
                ShortPath path = path(server, resilience(retries(1)));
                Http2Wire client = Http2Wire.client(path.connect())) {

            client.request(1, true, "GET", "web", "/");

            Frame answer = client.message();
            assertThat(answer.text()).contains(":status: 204");
            assertThat(answer.end()).isTrue();
            assertThat(server.connections()).isEqualTo(1);
            assertThat(observer.retried).hasValue(1);
            assertThat(path.metric("response_total", "status_code=\"500\"")).isEqualTo(1);
            assertThat(path.metric("response_total", "status_code=\"204\"")).isEqualTo(1);
            assertThat(path.metric("outbound_http_route_request_statuses_total", "http_status=\"204\""))
                    .isEqualTo(1);
        }
    }

    @Test
    void aFailedResponsesBodyIsNotWaitedFor() {
        CountDownLatch reset = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    Http2Wire peer = Http2Wire.server(wire);
                    int first = peer.await(Http2Wire.HEADERS).stream();
                    peer.headers(first, false, ":status", "500");
                    Frame cancelled = peer.await(RST_STREAM);
                    if (cancelled.stream() == first) {
                        reset.countDown();
                    }
                    int second = peer.await(Http2Wire.HEADERS).stream();
                    peer.headers(second, false, ":status", "200");
                    peer.data(second, true, "ok");
                    assertThat(peer.ended()).isTrue();
                });
                ShortPath path = path(server, resilience(retries(1)));
                Http2Wire client = Http2Wire.client(path.connect())) {

            client.request(1, true, "GET", "web", "/");

            assertThat(client.message().text()).contains(":status: 200");
            assertThat(client.body(1)).isEqualTo("ok");
            assertThat(reset.getCount()).as("the failed stream was cancelled").isZero();
        }
    }

    @Test
    void aBodyAndItsTrailersAreSentAgain() {
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    Http2Wire peer = Http2Wire.server(wire);
                    for (int attempt = 0; attempt < 2; attempt++) {
                        int stream = peer.await(Http2Wire.HEADERS).stream();
                        assertThat(peer.await(Http2Wire.DATA).text()).isEqualTo("hello");
                        Frame trailers = peer.await(Http2Wire.HEADERS);
                        assertThat(trailers.text()).contains("checksum: 5");
                        assertThat(trailers.end()).isTrue();
                        peer.headers(stream, true, ":status", attempt == 0 ? "503" : "200");
                    }
                    assertThat(peer.ended()).isTrue();
                });
                ShortPath path = path(server, resilience(retries(1)));
                Http2Wire client = Http2Wire.client(path.connect())) {

            client.request(1, false, "POST", "web", "/");
            client.data(1, false, "hello");
            client.headers(1, true, "checksum", "5");

            assertThat(client.message().text()).contains(":status: 200");
        }
    }

    @Test
    void aStreamThatWasRefusedIsRetriedAndOneThatWasResetOtherwiseIsNot() {
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    Http2Wire peer = Http2Wire.server(wire);
                    peer.reset(peer.await(Http2Wire.HEADERS).stream(), REFUSED_STREAM);
                    peer.headers(peer.await(Http2Wire.HEADERS).stream(), true, ":status", "200");
                    peer.reset(peer.await(Http2Wire.HEADERS).stream(), ENHANCE_YOUR_CALM);
                    assertThat(peer.ended()).isTrue();
                });
                ShortPath path = path(server, resilience(retries(1)));
                Http2Wire client = Http2Wire.client(path.connect())) {

            client.request(1, true, "GET", "web", "/");
            assertThat(client.message().text()).contains(":status: 200");

            client.request(3, true, "GET", "web", "/");
            Frame reset = client.message();
            assertThat(reset.type()).isEqualTo(RST_STREAM);
            assertThat(reset.code()).isEqualTo(ENHANCE_YOUR_CALM);
        }
    }

    @Test
    void aGrpcFailureInTrailersIsRetriedWhenTheyFollowAtOnce() {
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    Http2Wire peer = Http2Wire.server(wire);
                    int first = peer.await(Http2Wire.HEADERS).stream();
                    grpcHead(peer, first, false);
                    peer.headers(first, true, "grpc-status", "13");
                    int second = peer.await(Http2Wire.HEADERS).stream();
                    grpcHead(peer, second, false);
                    peer.data(second, false, "reply");
                    peer.headers(second, true, "grpc-status", "0");
                    assertThat(peer.ended()).isTrue();
                });
                ShortPath path = path(server, resilience(retries(1, INTERNAL)));
                Http2Wire client = Http2Wire.client(path.connect())) {

            client.request(1, true, "POST", "web", "/a.B/C", GRPC);

            assertThat(client.message().text()).contains(":status: 200");
            assertThat(client.message().text()).isEqualTo("reply");
            Frame trailers = client.message();
            assertThat(trailers.text()).contains("grpc-status: 0");
            assertThat(trailers.end()).isTrue();
            assertThat(observer.retried).hasValue(1);
        }
    }

    @Test
    void aGrpcFailureThatIsAllTrailersIsRetried() {
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    Http2Wire peer = Http2Wire.server(wire);
                    grpcHead(peer, peer.await(Http2Wire.HEADERS).stream(), true, "grpc-status", "13");
                    grpcHead(peer, peer.await(Http2Wire.HEADERS).stream(), true, "grpc-status", "0");
                    assertThat(peer.ended()).isTrue();
                });
                ShortPath path = path(server, resilience(retries(1, INTERNAL)));
                Http2Wire client = Http2Wire.client(path.connect())) {

            client.request(1, true, "POST", "web", "/a.B/C", GRPC);

            assertThat(client.message().text()).contains("grpc-status: 0");
        }
    }

    @Test
    void otherGrpcStatusesAreNotRetried() {
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    Http2Wire peer = Http2Wire.server(wire);
                    grpcHead(peer, peer.await(Http2Wire.HEADERS).stream(), true, "grpc-status", "5");
                    assertThat(peer.ended()).isTrue();
                });
                ShortPath path = path(server, resilience(retries(1, INTERNAL)));
                Http2Wire client = Http2Wire.client(path.connect())) {

            client.request(1, true, "POST", "web", "/a.B/C", GRPC);

            assertThat(client.message().text()).contains("grpc-status: 5");
        }
    }

    /** A stream of messages must not be held back until it ends. */
    @Test
    void whatDoesNotEndAtOnceIsNotHeldBack() throws Exception {
        CountDownLatch received = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    Http2Wire peer = Http2Wire.server(wire);
                    int stream = peer.await(Http2Wire.HEADERS).stream();
                    grpcHead(peer, stream, false);
                    peer.data(stream, false, "one");
                    await(received);
                    peer.headers(stream, true, "grpc-status", "13");
                    assertThat(peer.ended()).isTrue();
                });
                ShortPath path = path(server, resilience(retries(1, INTERNAL)));
                Http2Wire client = Http2Wire.client(path.connect())) {

            client.request(1, true, "POST", "web", "/a.B/C", GRPC);

            assertThat(client.message().text()).contains(":status: 200");
            assertThat(client.message().text()).isEqualTo("one");
            received.countDown();
            assertThat(client.message().text())
                    .as("too late for another attempt")
                    .contains("grpc-status: 13");
        }
    }

    @Test
    void twoPiecesAreNotHeldBackEither() throws Exception {
        CountDownLatch received = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    Http2Wire peer = Http2Wire.server(wire);
                    int stream = peer.await(Http2Wire.HEADERS).stream();
                    grpcHead(peer, stream, false);
                    peer.data(stream, false, "one");
                    peer.data(stream, false, "two");
                    await(received);
                    peer.headers(stream, true, "grpc-status", "0");
                    assertThat(peer.ended()).isTrue();
                });
                ShortPath path = path(server, resilience(retries(1, INTERNAL)));
                Http2Wire client = Http2Wire.client(path.connect())) {

            client.request(1, true, "POST", "web", "/a.B/C", GRPC);

            assertThat(client.message().text()).contains(":status: 200");
            assertThat(client.message().text() + client.message().text()).isEqualTo("onetwo");
            received.countDown();
            assertThat(client.message().text()).contains("grpc-status: 0");
        }
    }

    private static void await(CountDownLatch latch) {
        eventually("the client has what was sent", () -> latch.getCount() == 0);
    }

    /** More than the connection's window is sent and fails: if its bytes were not given back, the last could not be sent. */
    @Test
    void failedBodiesDoNotUseTheWindowUp() {
        String body = "x".repeat(16_000);
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    Http2Wire peer = Http2Wire.server(wire);
                    for (int i = 0; i < 20; i++) {
                        int stream = peer.await(Http2Wire.HEADERS).stream();
                        assertThat(peer.body(stream)).isEqualTo(body);
                        peer.windowUpdate(0, body.length());
                        peer.headers(stream, false, ":status", i % 2 == 0 ? "500" : "200");
                        peer.data(stream, true, body);
                    }
                    assertThat(peer.ended()).isTrue();
                });
                ShortPath path = path(server, resilience(retries(1)));
                Http2Wire client = Http2Wire.client(path.connect())) {

            for (int i = 0; i < 10; i++) {
                int stream = 1 + 2 * i;
                client.request(stream, false, "POST", "web", "/");
                client.data(stream, true, body);
                assertThat(client.await(Http2Wire.HEADERS).text()).contains(":status: 200");
                assertThat(client.body(stream)).isEqualTo(body);
                client.windowUpdate(0, body.length());
            }
        }
    }

    /** Behaviour case 149: what is left of a failed response must not lie on the connection to the endpoint. */
    @Test
    void theBodiesOfFailedResponsesDoNotUseTheEndpointsWindowUp() {
        String piece = "x".repeat(16_000);
        int failures = 40;
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    Http2Wire peer = Http2Wire.server(wire);
                    for (int i = 0; i < 2 * failures; i++) {
                        int stream = peer.await(Http2Wire.HEADERS).stream();
                        boolean fails = i % 2 == 0;
                        peer.headers(stream, !fails, ":status", fails ? "500" : "204");
                        for (int sent = 0; fails && sent < 4; sent++) {
                            peer.data(stream, false, piece);
                        }
                    }
                    assertThat(peer.ended()).isTrue();
                });
                ShortPath path = path(server, resilience(retries(1)));
                Http2Wire client = Http2Wire.client(path.connect())) {

            for (int i = 0; i < failures; i++) {
                client.request(1 + 2 * i, true, "GET", "web", "/");

                assertThat(client.message().text()).contains(":status: 204");
            }
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void aBodyThatGrowsBeyondTheLimitIsNotRetried() {
        String piece = "x".repeat(16_000);
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    Http2Wire peer = Http2Wire.server(wire);
                    int stream = peer.await(Http2Wire.HEADERS).stream();
                    peer.windowUpdate(0, 1_000_000).windowUpdate(stream, 1_000_000);
                    assertThat(peer.body(stream)).hasSize(5 * 16_000);
                    peer.headers(stream, true, ":status", "500");
                    assertThat(peer.ended()).isTrue();
                });
                ShortPath path = path(server, resilience(retries(1)));
                Http2Wire client = Http2Wire.client(path.connect())) {

            client.request(1, false, "POST", "web", "/");
            for (int i = 0; i < 4; i++) {
                client.data(1, false, piece);
            }
            client.await(Http2Wire.WINDOW_UPDATE);
            client.data(1, true, piece);

            assertThat(client.await(Http2Wire.HEADERS).text()).contains(":status: 500");
            assertThat(observer.retried).hasValue(0);
        }
    }

    @Test
    void aSlowAttemptIsGivenUpForAnotherOne() {
        RetryPolicy retry = new RetryPolicy(new Statuses(List.of(), Set.of()), 1, 65_536, Duration.ofMillis(50), null);
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    Http2Wire peer = Http2Wire.server(wire);
                    int first = peer.await(Http2Wire.HEADERS).stream();
                    assertThat(peer.await(RST_STREAM).stream()).isEqualTo(first);
                    grpcHead(peer, peer.await(Http2Wire.HEADERS).stream(), true, "grpc-status", "0");
                    assertThat(peer.ended()).isTrue();
                });
                ShortPath path = path(server, resilience(retry));
                Http2Wire client = Http2Wire.client(path.connect())) {

            client.request(1, true, "POST", "web", "/a.B/C", GRPC);

            assertThat(client.message().text()).contains("grpc-status: 0");
            assertThat(path.metric("response_total", "grpc_status=\"4\"")).isEqualTo(1);
        }
    }

    @Test
    void aClientThatTakesItsRequestBackEndsItsAttempt() {
        CountDownLatch cancelled = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    Http2Wire peer = Http2Wire.server(wire);
                    peer.headers(peer.await(Http2Wire.HEADERS).stream(), true, ":status", "500");
                    int second = peer.await(Http2Wire.HEADERS).stream();
                    if (peer.await(RST_STREAM).stream() == second) {
                        cancelled.countDown();
                    }
                    assertThat(peer.ended()).isTrue();
                });
                ShortPath path = path(server, resilience(retries(5)));
                Http2Wire client = Http2Wire.client(path.connect())) {

            client.request(1, true, "GET", "web", "/");
            eventually("the first attempt has failed", () -> observer.retried.get() == 1);
            client.reset(1, 8);

            eventually("the second attempt is cancelled", () -> cancelled.getCount() == 0);
        }
    }
}
