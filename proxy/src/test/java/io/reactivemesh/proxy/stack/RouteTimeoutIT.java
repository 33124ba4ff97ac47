package io.reactivemesh.proxy.stack;

import static io.reactivemesh.proxy.testing.Http2Wire.RST_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.testing.Http2Wire;
import io.reactivemesh.proxy.testing.Http2Wire.Frame;
import io.reactivemesh.proxy.testing.RefusingAddress;
import io.reactivemesh.proxy.testing.ScriptedServer;
import io.reactivemesh.proxy.testing.ShortPath;
import io.reactivemesh.proxy.testing.Wire;
import io.reactivemesh.proxy.transport.Loop;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Requests, responses and silences that take too long, through real connections. */
class RouteTimeoutIT {

    private static final Duration SHORT = Duration.ofMillis(100);
    private static final String GET = "GET / HTTP/1.1~Host: web~~";

    private static Layer<HttpCall> keeping(RouteTimeouts timeouts, Loop loop) {
        return keeping(new Resilience(timeouts, null, false), loop);
    }

    private static Layer<HttpCall> keeping(Resilience resilience, Loop loop) {
        return new ResilienceLayer(
                resilience,
                new ResilienceLayer.Surroundings(
                        () -> true, null, loop, loop.clock(), new SplittableRandom(1), _ -> RetryObserver.NOBODY));
    }

    private static ShortPath http1(ScriptedServer server, RouteTimeouts timeouts) {
        return ShortPath.http1(
                server.address(), (loop, endpoint, _) -> keeping(timeouts, loop).over(endpoint));
    }

    /** A path whose clients say themselves how long their requests may take. */
    private static Layer<HttpCall> asked(Loop loop) {
        return keeping(new Resilience(RouteTimeouts.NONE, null, true), loop);
    }

    private static ShortPath http2(ScriptedServer server, RouteTimeouts timeouts) {
        return http2(server, loop -> keeping(timeouts, loop));
    }

    private static ShortPath http2(ScriptedServer server, Function<Loop, Layer<HttpCall>> layer) {
        return ShortPath.http2(server.address(), (loop, endpoint, gate) -> {
            FailFast<HttpCall> queue = new FailFast<>(
                    FailFast.Gated.of(endpoint, gate), 100, Duration.ofSeconds(3), loop, new SilentQueue());
            gate.onChange(queue::wake);
            return layer.apply(loop).over(queue);
        });
    }

    /** Reads a head, then waits for the proxy to hang up. */
    private static ScriptedServer silent() {
        return ScriptedServer.start((wire, _) -> {
            assertThat(wire.head()).isNotEmpty();
            assertThat(wire.ended()).isTrue();
        });
    }

    @Test
    void aRequestThatIsNotAnsweredInTimeIs504AndItsConnectionStays() {
        try (ScriptedServer server = ScriptedServer.start((wire, connection) -> {
                    assertThat(wire.head()).isNotEmpty();
                    if (connection == 2) {
                        wire.send("HTTP/1.1 204 No Content~~");
                    }
                    assertThat(wire.ended()).isTrue();
                });
                ShortPath path = ShortPath.http1(
                        server.address(), (loop, endpoint, _) -> asked(loop).over(endpoint));
                Wire client = path.connect()) {

            client.send("GET / HTTP/1.1~Host: web~l5d-timeout: 100ms~~");
            String answer = client.head();
            assertThat(answer).startsWith("http/1.1 504").contains("l5d-proxy-error: request timed out");
            assertThat(answer).doesNotContain("connection: close");

            client.send(GET);
            assertThat(client.head()).startsWith("http/1.1 204");
            assertThat(path.metric("outbound_http_route_request_statuses_total", "error=\"REQUEST_TIMEOUT\""))
                    .isEqualTo(1);
            assertThat(path.metric("response_total", "status_code=\"504\"", "classification=\"failure\""))
                    .isEqualTo(1);
            assertThat(path.metric("outbound_http_errors_total", "error=\"response timeout\""))
                    .isEqualTo(1);
        }
    }

    @Test
    void aRequestBodyThatNeverEndsIsInTheRequestsTime() {
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    assertThat(wire.head()).isNotEmpty();
                    assertThat(wire.text(4)).isEqualTo("half");
                    assertThat(wire.ended()).isTrue();
                });
                ShortPath path = http1(server, RouteTimeouts.of(SHORT, null, null));
                Wire client = path.connect()) {

            client.send("POST / HTTP/1.1~Host: web~content-length: 10~~half");

            assertThat(client.head()).startsWith("http/1.1 504");
        }
    }

    @Test
    void aResponseBodyThatStallsIsCutOff() {
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    assertThat(wire.head()).isNotEmpty();
                    wire.send("HTTP/1.1 200 OK~content-length: 10~~half");
                    assertThat(wire.ended()).isTrue();
                });
                ShortPath path = http1(server, RouteTimeouts.of(SHORT, null, null));
                Wire client = path.connect()) {

            client.send(GET);

            assertThat(client.head()).startsWith("http/1.1 200");
            assertThat(client.text(4)).isEqualTo("half");
            assertThat(client.ended()).isTrue();
            assertThat(path.metric("outbound_http_route_request_statuses_total", "error=\"REQUEST_TIMEOUT\""))
                    .isEqualTo(1);
            assertThat(path.metric("response_total", "error=\"timeout\"")).isEqualTo(1);
        }
    }

    /** The upload alone takes longer than the response may. */
    @Test
    void aSlowUploadDoesNotUseTheResponsesTimeUp() {
        Duration responseTime = Duration.ofMillis(500);
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    assertThat(wire.head()).isNotEmpty();
                    assertThat(wire.text(6)).hasSize(6);
                    wire.send("HTTP/1.1 200 OK~content-length: 0~~");
                    assertThat(wire.ended()).isTrue();
                });
                ShortPath idle = http1(server, RouteTimeouts.of(null, responseTime, null));
                Wire client = idle.connect()) {
            client.send("POST / HTTP/1.1~Host: web~content-length: 6~~");
            // Another request through the same event loop takes as long as the response may: nothing has timed out
            // then.
            try (ScriptedServer slow = silent();
                    ShortPath clock = http1(slow, RouteTimeouts.of(responseTime.plusMillis(50), null, null));
                    Wire measure = clock.connect()) {
                measure.send(GET);
                assertThat(measure.head()).startsWith("http/1.1 504");
            }

            client.send("upload");

            assertThat(client.head()).startsWith("http/1.1 200");
        }
    }

    @Test
    void aResponseThatIsNotThereInItsTimeIs504() {
        try (ScriptedServer server = silent();
                ShortPath path = http1(server, RouteTimeouts.of(null, SHORT, null));
                Wire client = path.connect()) {

            client.send(GET);

            assertThat(client.head()).startsWith("http/1.1 504").contains("l5d-proxy-error: response timed out");
            assertThat(path.metric("outbound_http_route_request_statuses_total", "error=\"RESPONSE_HEADERS_TIMEOUT\""))
                    .isEqualTo(1);
        }
    }

    @Test
    void silenceInTheMiddleOfABodyIsNoticed() {
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    assertThat(wire.head()).isNotEmpty();
                    wire.send("HTTP/1.1 200 OK~content-length: 10~~ha");
                    assertThat(wire.ended()).isTrue();
                });
                ShortPath path = http1(server, RouteTimeouts.of(null, null, SHORT));
                Wire client = path.connect()) {

            client.send(GET);

            assertThat(client.head()).startsWith("http/1.1 200");
            assertThat(client.rest()).isEqualTo("ha");
            assertThat(path.metric("outbound_http_route_request_statuses_total", "error=\"IDLE_TIMEOUT\""))
                    .isEqualTo(1);
        }
    }

    @Test
    void theTimeOfAServiceProfileEndsWithTheHeadAndClosesTheConnection() {
        try (ScriptedServer server = silent();
                ShortPath path = http1(server, RouteTimeouts.ofProfile(SHORT));
                Wire client = path.connect()) {

            client.send(GET);

            assertThat(client.head()).startsWith("http/1.1 504").contains("connection: close");
        }
    }

    @Test
    void aSlowBodyIsNotInTheTimeOfAServiceProfile() {
        Duration headTime = Duration.ofMillis(500);
        try (ScriptedServer slow = silent();
                ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    assertThat(wire.head()).isNotEmpty();
                    wire.send("HTTP/1.1 200 OK~content-length: 4~~ha");
                    // Until a request elsewhere has run into a longer timeout.
                    try (ShortPath clock = http1(slow, RouteTimeouts.of(headTime.plusMillis(50), null, null));
                            Wire measure = clock.connect()) {
                        measure.send(GET);
                        assertThat(measure.head()).startsWith("http/1.1 504");
                    }
                    wire.send("lf");
                });
                ShortPath path = http1(server, RouteTimeouts.ofProfile(headTime));
                Wire client = path.connect()) {

            client.send(GET);

            assertThat(client.head()).startsWith("http/1.1 200");
            assertThat(client.text(4)).isEqualTo("half");
        }
    }

    @Test
    void overHttp2TheStreamIsAnsweredAndTheEndpointsReset() {
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    Http2Wire peer = Http2Wire.server(wire);
                    int stream = peer.await(Http2Wire.HEADERS).stream();
                    assertThat(peer.await(RST_STREAM).stream()).isEqualTo(stream);
                    peer.headers(peer.await(Http2Wire.HEADERS).stream(), true, ":status", "204");
                    assertThat(peer.ended()).isTrue();
                });
                ShortPath path = http2(server, RouteTimeoutIT::asked);
                Http2Wire client = Http2Wire.client(path.connect())) {

            client.request(1, true, "GET", "web", "/", "l5d-timeout", "100ms");
            assertThat(client.message().text()).contains(":status: 504");

            client.request(3, true, "GET", "web", "/");
            assertThat(client.message().text()).as("the connection stays").contains(":status: 204");
        }
    }

    @Test
    void aGrpcCallWhoseTimeIsUpIsToldSoInItsOwnTerms() {
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    Http2Wire peer = Http2Wire.server(wire);
                    assertThat(peer.await(RST_STREAM).stream()).isEqualTo(1);
                    int second = peer.await(Http2Wire.HEADERS).stream();
                    peer.headers(second, false, ":status", "200", "content-type", "application/grpc");
                    assertThat(peer.await(RST_STREAM).stream()).isEqualTo(second);
                    assertThat(peer.ended()).isTrue();
                });
                ShortPath path = http2(server, RouteTimeouts.of(SHORT, null, null));
                Http2Wire client = Http2Wire.client(path.connect())) {

            client.request(1, true, "POST", "web", "/a.B/C", "content-type", "application/grpc");
            assertThat(client.message().text()).contains(":status: 200").contains("grpc-status: 4");

            client.request(3, true, "POST", "web", "/a.B/C", "content-type", "application/grpc");
            assertThat(client.message().text()).contains(":status: 200");
            Frame trailers = client.message();
            assertThat(trailers.text()).as("after the head, too").contains("grpc-status: 4");
            assertThat(trailers.end()).isTrue();
        }
    }

    @Test
    void anotherStreamsBodyThatStallsIsReset() {
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    Http2Wire peer = Http2Wire.server(wire);
                    int stream = peer.await(Http2Wire.HEADERS).stream();
                    peer.headers(stream, false, ":status", "200");
                    peer.data(stream, false, "ha");
                    assertThat(peer.await(RST_STREAM).stream()).isEqualTo(stream);
                    assertThat(peer.ended()).isTrue();
                });
                ShortPath path = http2(server, RouteTimeouts.of(null, null, SHORT));
                Http2Wire client = Http2Wire.client(path.connect())) {

            client.request(1, true, "GET", "web", "/");

            assertThat(client.message().text()).contains(":status: 200");
            assertThat(client.message().text()).isEqualTo("ha");
            assertThat(client.message().type()).isEqualTo(RST_STREAM);
        }
    }

    /** The reference's request timeout does not run while a request is queued; ours does. */
    @Test
    void aRequestThatWaitsForAnEndpointIsInItsTimeToo() {
        try (RefusingAddress nobody = RefusingAddress.take();
                ShortPath path = ShortPath.http2(nobody.address(), (loop, endpoint, gate) -> {
                    FailFast<HttpCall> queue = new FailFast<>(
                            FailFast.Gated.of(endpoint, gate), 100, Duration.ofMinutes(1), loop, new SilentQueue());
                    gate.onChange(queue::wake);
                    return keeping(RouteTimeouts.of(SHORT, null, null), loop).over(queue);
                });
                Http2Wire client = Http2Wire.client(path.connect())) {

            client.request(1, true, "GET", "web", "/");

            assertThat(client.message().text()).contains(":status: 504").contains("request timed out");
        }
    }
}
