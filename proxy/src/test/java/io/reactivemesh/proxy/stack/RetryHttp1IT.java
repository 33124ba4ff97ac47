package io.reactivemesh.proxy.stack;

import static io.reactivemesh.proxy.stack.AnsweringServer.answering;
import static io.reactivemesh.proxy.testing.RunningProxy.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.ProxyConfig.Backoff;
import io.reactivemesh.proxy.balance.RetryBudget;
import io.reactivemesh.proxy.stack.RetryCondition.Range;
import io.reactivemesh.proxy.stack.RetryCondition.Statuses;
import io.reactivemesh.proxy.testing.RefusingAddress;
import io.reactivemesh.proxy.testing.ScriptedServer;
import io.reactivemesh.proxy.testing.ShortPath;
import io.reactivemesh.proxy.testing.Wire;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Retries of HTTP/1 requests, through real connections. */
class RetryHttp1IT {

    private static final String OK = "HTTP/1.1 200 OK~content-length: 2~~ok";
    private static final String FAILED = "HTTP/1.1 500 Internal Server Error~content-length: 4~~oops";
    private static final Statuses ON_5XX = new Statuses(List.of(new Range(500, 599)), Set.of());
    private static final String GET = "GET / HTTP/1.1~Host: web~~";

    private final RecordedRetries observer = new RecordedRetries();
    private boolean available = true;

    private static Resilience retrying(int max) {
        return new Resilience(RouteTimeouts.NONE, new RetryPolicy(ON_5XX, max, 65_536, null, null), false);
    }

    private ShortPath path(ScriptedServer server, Resilience resilience) {
        return path(server, resilience, null);
    }

    private ShortPath path(ScriptedServer server, Resilience resilience, RetryBudget.@Nullable Config budget) {
        return ShortPath.http1(
                server.address(),
                (loop, endpoint, _) ->
                        new ResilienceLayer(resilience, observer.on(loop, () -> available, budget)).over(endpoint));
    }

    @Test
    void aFailureIsRetriedAndTheAnswerOfTheSecondAttemptIsTheClients() {
        try (ScriptedServer server = answering(FAILED, "HTTP/1.1 204 No Content~~");
                ShortPath path = path(server, retrying(1));
                Wire client = path.connect()) {

            client.send(GET);

            assertThat(client.head()).startsWith("http/1.1 204");
            assertThat(server.heads()).hasSize(2);
            assertThat(server.connections())
                    .as("the whole failed response was read")
                    .isLessThanOrEqualTo(2);
            assertThat(observer.retried).hasValue(1);
            assertThat(observer.succeeded).hasValue(1);
            assertThat(path.metric("outbound_http_route_request_statuses_total", "http_status=\"204\""))
                    .isEqualTo(1);
            assertThat(path.metric("outbound_http_route_request_statuses_total"))
                    .isEqualTo(1);
            assertThat(path.metric("outbound_http_route_backend_requests_total"))
                    .isEqualTo(2);
            assertThat(path.metric("response_total", "status_code=\"500\"")).isEqualTo(1);
            assertThat(path.metric("response_total", "status_code=\"204\"")).isEqualTo(1);
        }
    }

    @Test
    void theLastPermittedAttemptsFailureIsPassedOn() {
        try (ScriptedServer server = answering(FAILED, FAILED, "HTTP/1.1 504 Gateway Timeout~content-length: 0~~", OK);
                ShortPath path = path(server, retrying(2));
                Wire client = path.connect()) {

            client.send(GET);

            assertThat(client.head()).startsWith("http/1.1 504");
            assertThat(server.heads()).hasSize(3);
            assertThat(observer.limitExceeded).hasValue(1);
        }
    }

    @Test
    void otherStatusesAreNotRetried() {
        try (ScriptedServer server = answering("HTTP/1.1 404 Not Found~content-length: 0~~", OK);
                ShortPath path = path(server, retrying(1));
                Wire client = path.connect()) {

            client.send(GET);

            assertThat(client.head()).startsWith("http/1.1 404");
            assertThat(server.heads()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT"})
    void aBodyIsSentAgain(String method) {
        try (ScriptedServer server = answering(FAILED, OK);
                ShortPath path = path(server, retrying(1));
                Wire client = path.connect()) {

            client.send(method + " /a HTTP/1.1~Host: web~content-length: 5~~hello");

            assertThat(client.head()).startsWith("http/1.1 200");
            assertThat(server.heads())
                    .hasSize(2)
                    .allMatch(seen -> seen.equals(method.toLowerCase(java.util.Locale.ROOT)
                            + " /a http/1.1~host: web~content-length: 5~~hello"));
        }
    }

    @Test
    void aChunkedBodyThatCameInPiecesIsSentAgainAsItCame() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        ScriptedServer[] self = new ScriptedServer[1];
        AtomicInteger attempts = new AtomicInteger();
        self[0] = ScriptedServer.start((wire, _) -> {
            for (String head = wire.head(); !head.isEmpty(); head = wire.head()) {
                first.countDown();
                self[0].saw(AnsweringServer.body(head, wire));
                wire.send(attempts.getAndIncrement() == 0 ? FAILED : OK);
            }
        });
        try (ScriptedServer server = self[0];
                ShortPath path = path(server, retrying(1));
                Wire client = path.connect()) {

            client.send("POST / HTTP/1.1~Host: web~transfer-encoding: chunked~~3~abc~");
            first.await();
            client.send("2~de~0~~");

            assertThat(client.head()).startsWith("http/1.1 200");
            assertThat(server.heads())
                    .containsExactly("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
        }
    }

    @Test
    void aBodyOfMoreThan64KibibytesIsNotRetried() {
        String body = "x".repeat(65_537);
        try (ScriptedServer server = answering(FAILED, OK);
                ShortPath path = path(server, retrying(1));
                Wire client = path.connect()) {

            client.send("POST / HTTP/1.1~Host: web~content-length: 65537~~" + body);

            assertThat(client.head()).startsWith("http/1.1 500");
            assertThat(server.heads()).hasSize(1);
            assertThat(observer.retried).hasValue(0);
        }
    }

    @Test
    void aBodyOfExactly64KibibytesIs() {
        String body = "x".repeat(65_536);
        try (ScriptedServer server = answering(FAILED, OK);
                ShortPath path = path(server, retrying(1));
                Wire client = path.connect()) {

            client.send("POST / HTTP/1.1~Host: web~content-length: 65536~~" + body);

            assertThat(client.head()).startsWith("http/1.1 200");
            assertThat(server.heads()).hasSize(2).allMatch(seen -> seen.endsWith(body));
        }
    }

    @Test
    void aChunkedBodyThatGrowsBeyondTheLimitIsNotRetried() {
        String chunk = "8000~" + "x".repeat(0x8000) + "~";
        try (ScriptedServer server = answering(FAILED, OK);
                ShortPath path = path(server, retrying(1));
                Wire client = path.connect()) {

            client.send("POST / HTTP/1.1~Host: web~transfer-encoding: chunked~~" + chunk.repeat(3) + "0~~");

            assertThat(client.head()).startsWith("http/1.1 500");
            assertThat(server.heads()).hasSize(1);
        }
    }

    @Test
    void aRequestThatIsStillComingWhenTheFailureIsThereIsNotRetried() {
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    assertThat(wire.head()).isNotEmpty();
                    wire.send(FAILED);
                });
                ShortPath path = path(server, retrying(1));
                Wire client = path.connect()) {

            client.send("POST / HTTP/1.1~Host: web~content-length: 5~~he");

            assertThat(client.head()).startsWith("http/1.1 500");
            assertThat(observer.retried).hasValue(0);
        }
    }

    @Test
    void aRefusedConnectionIsRetriedAsTheStatusThatItBecomes() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (RefusingAddress nobody = RefusingAddress.take();
                ShortPath path = ShortPath.http1(
                        nobody.address(),
                        (loop, endpoint, _) -> new ResilienceLayer(retrying(3), observer.on(loop, () -> true, null))
                                .over(call -> {
                                    asked.incrementAndGet();
                                    endpoint.call(call);
                                }));
                Wire client = path.connect()) {

            client.send(GET);

            assertThat(client.head()).startsWith("http/1.1 502");
            assertThat(asked).hasValue(4);
        }
    }

    @Test
    void aSlowAttemptIsGivenUpForAnotherOne() {
        CountDownLatch never = new CountDownLatch(1);
        ScriptedServer[] self = new ScriptedServer[1];
        self[0] = ScriptedServer.start((wire, connection) -> {
            self[0].saw(wire.head());
            if (connection == 1) {
                assertThat(wire.ended()).as("the proxy closes it").isTrue();
                never.countDown();
            } else {
                wire.send(OK);
                assertThat(wire.head()).isEmpty();
            }
        });
        Resilience policy = new Resilience(
                RouteTimeouts.NONE, new RetryPolicy(ON_5XX, 1, 65_536, Duration.ofMillis(50), null), false);
        try (ScriptedServer server = self[0];
                ShortPath path = path(server, policy);
                Wire client = path.connect()) {

            client.send(GET);

            assertThat(client.head()).startsWith("http/1.1 200");
            eventually("the first attempt's connection is closed", () -> never.getCount() == 0);
            assertThat(path.metric("response_total", "status_code=\"504\"")).isEqualTo(1);
        }
    }

    @Test
    void theLastAttemptHasTheWholeOfTheRequestsTime() {
        try (ScriptedServer server = ScriptedServer.start((wire, _) -> {
                    assertThat(wire.head()).isNotEmpty();
                    assertThat(wire.ended()).isTrue();
                });
                ShortPath path = path(
                        server,
                        new Resilience(
                                RouteTimeouts.of(Duration.ofMillis(500), null, null),
                                new RetryPolicy(ON_5XX, 1, 65_536, Duration.ofMillis(50), null),
                                false));
                Wire client = path.connect()) {
            long began = System.nanoTime();

            client.send(GET);

            assertThat(client.head()).startsWith("http/1.1 504").contains("l5d-proxy-error: request timed out");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(500));
            assertThat(server.connections()).isEqualTo(2);
            assertThat(path.metric("outbound_http_route_request_statuses_total", "error=\"REQUEST_TIMEOUT\""))
                    .isEqualTo(1);
        }
    }

    @Test
    void anAttemptFollowsAfterABackoff() {
        Backoff backoff = new Backoff(Duration.ofMillis(40), Duration.ofSeconds(1), 0);
        Resilience policy =
                new Resilience(RouteTimeouts.NONE, new RetryPolicy(ON_5XX, 2, 65_536, null, backoff), false);
        try (ScriptedServer server = answering(FAILED, FAILED, OK);
                ShortPath path = path(server, policy);
                Wire client = path.connect()) {
            long began = System.nanoTime();

            client.send(GET);

            assertThat(client.head()).startsWith("http/1.1 200");
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .as("40 ms and 80 ms")
                    .isGreaterThanOrEqualTo(Duration.ofMillis(120));
        }
    }

    @Test
    void aClientThatLeavesDuringABackoffIsForgotten() {
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofMillis(100), 0);
        Resilience policy =
                new Resilience(RouteTimeouts.NONE, new RetryPolicy(ON_5XX, 5, 65_536, null, backoff), false);
        try (ScriptedServer server = answering(FAILED);
                ShortPath path = path(server, policy)) {
            try (Wire client = path.connect()) {
                client.send("POST / HTTP/1.1~Host: web~content-length: 5~~hello");
                eventually("the first attempt has failed", () -> observer.retried.get() == 1);
                client.reset();
            }
            eventually("the client has gone", () -> path.metric("tcp_open_connections", "peer=\"src\"") == 0);

            assertThat(server.heads()).hasSize(1);
        }
    }

    @Test
    void nobodyIsRetriedWhereThereIsNobodyToGoTo() {
        available = false;
        try (ScriptedServer server = answering(FAILED, OK);
                ShortPath path = path(server, retrying(1));
                Wire client = path.connect()) {

            client.send(GET);

            assertThat(client.head()).startsWith("http/1.1 500");
            assertThat(client.text(4)).isEqualTo("oops");
            assertThat(observer.overflowed).hasValue(1);
        }
    }

    @Test
    void aBudgetPaysForSomeRetriesOnly() {
        RetryBudget.Config budget = new RetryBudget.Config(Duration.ofSeconds(1), 1, 0.1);
        RetryCondition failures = (status, _) -> status == 533;
        String failed = "HTTP/1.1 533 Nope~content-length: 0~~";
        try (ScriptedServer server = answering(failed, OK, failed, OK);
                ShortPath path = path(
                        server, new Resilience(RouteTimeouts.NONE, RetryPolicy.ofProfile(failures), false), budget);
                Wire client = path.connect()) {

            client.send(GET);
            assertThat(client.head()).as("retried").startsWith("http/1.1 200");
            assertThat(client.text(2)).isEqualTo("ok");
            client.send(GET);
            assertThat(client.head()).as("nothing is left").startsWith("http/1.1 533");
            client.send(GET);
            assertThat(client.head()).startsWith("http/1.1 200");

            assertThat(observer.outOfBudget).hasValue(1);
            assertThat(observer.retried).hasValue(1);
        }
    }

    @Test
    void headersOfTheClientCountOnlyWhereTheRouteAllowsIt() {
        String asking = "GET / HTTP/1.1~Host: web~l5d-retry-limit: 2~l5d-retry-http: 5xx~~";
        try (ScriptedServer server = answering(FAILED, FAILED, OK);
                ShortPath deaf = path(server, Resilience.NONE);
                ShortPath open = path(server, new Resilience(RouteTimeouts.NONE, null, true));
                Wire unheard = deaf.connect();
                Wire heard = open.connect()) {

            unheard.send(asking);
            assertThat(unheard.head()).startsWith("http/1.1 500");
            assertThat(server.heads().getFirst()).contains("l5d-retry-limit: 2").contains("l5d-retry-http: 5xx");

            heard.send(asking);
            assertThat(heard.head()).startsWith("http/1.1 200");
        }
    }

    @Test
    void severalRequestsOnOneConnectionAreRetriedOneAfterTheOther() {
        try (ScriptedServer server = answering(FAILED, OK, FAILED, OK);
                ShortPath path = path(server, retrying(1));
                Wire client = path.connect()) {

            client.send(GET + GET);

            for (int i = 0; i < 2; i++) {
                assertThat(client.head()).startsWith("http/1.1 200");
                assertThat(client.text(2)).isEqualTo("ok");
            }
            assertThat(observer.retried).hasValue(2);
        }
    }
}
