package io.reactivemesh.proxy.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.balance.RateLimiter;
import io.reactivemesh.proxy.testing.Http2Wire;
import io.reactivemesh.proxy.testing.ScriptedServer;
import io.reactivemesh.proxy.testing.ShortPath;
import io.reactivemesh.proxy.testing.Wire;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What clients that ask too often are told. */
class RateLimitIT {

    private final List<RateLimiter.Scope> refused = new CopyOnWriteArrayList<>();

    /** One request a second, on a clock that stands still. */
    private Layer<HttpCall> onePerSecond() {
        RateLimiter limiter = new RateLimiter(new RateLimiter.Config(10, 1, List.of()), () -> 0);
        return new RateLimitLayer(limiter, "client.ns", refused::add);
    }

    @Test
    void theSecondRequestIs429NamingTheLimitAndTheConnectionStays() {
        try (ScriptedServer server = ScriptedServer.answering("HTTP/1.1 200 OK~content-length: 0~~");
                ShortPath path = ShortPath.http1(
                        server.address(), (_, endpoint, _) -> onePerSecond().over(endpoint));
                Wire client = path.connect()) {

            client.send("GET / HTTP/1.1~Host: web~~");
            assertThat(client.head()).startsWith("http/1.1 200");
            client.send("GET / HTTP/1.1~Host: web~~");
            assertThat(client.head())
                    .startsWith("http/1.1 429")
                    .contains("l5d-proxy-error: per-identity rate limit exceeded: 1rps")
                    .doesNotContain("connection: close");

            assertThat(refused).containsExactly(RateLimiter.Scope.IDENTITY);
            assertThat(server.heads()).hasSize(1);
            assertThat(path.metric("outbound_http_errors_total"))
                    .as("not an error")
                    .isZero();
        }
    }

    @Test
    void aGrpcCallIsToldThatTheResourceIsExhausted() {
        try (ScriptedServer server = ScriptedServer.start(
                        (wire, _) -> assertThat(Http2Wire.server(wire).ended()).isTrue());
                ShortPath path = ShortPath.http2(
                        server.address(), (_, _, _) -> onePerSecond().over(call -> call.refuse(Refusal.NO_ROUTE)));
                Http2Wire client = Http2Wire.client(path.connect())) {

            client.request(1, true, "POST", "web", "/a.B/C", "content-type", "application/grpc");
            assertThat(client.message().text()).contains("grpc-status: 5");
            client.request(3, true, "POST", "web", "/a.B/C", "content-type", "application/grpc");

            assertThat(client.message().text()).contains("grpc-status: 8");
        }
    }
}
