package io.reactivemesh.proxy.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.testing.Wire;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application and its clients see of HTTP/1 through one inbound proxy: as little of the proxy as can be. */
class TransparentHttp1IT extends ProxiedApplication {

    @Test
    void bodyAndStatusOfAGetAreUnchanged() {
        try (Wire client = client()) {
            client.send("GET /x?y HTTP/1.1~Host: a~Accept: */*~~");

            assertThat(client.head()).isEqualTo("http/1.1 200 ok~content-length: 2~~");
            assertThat(client.text(2)).isEqualTo("ok");
            assertThat(server.heads()).containsExactly("get /x?y http/1.1~host: a~accept: */*~~");
        }
    }

    @Test
    void hopByHopHeadersAndWhatTheyListCrossInNeitherDirection() {
        applicationAnswers(
                "HTTP/1.1 200 OK~connection: x-server-quux~x-server-quux: 1~keep-alive: 5~content-length: 0~~");
        try (Wire client = client()) {
            client.send(
                    "GET / HTTP/1.1~Host: a~Connection: x-foo-bar, close~X-Foo-Bar: 1~Keep-Alive: 2~Proxy-Connection: x~~");

            assertThat(client.head()).isEqualTo("http/1.1 200 ok~content-length: 0~connection: close~~");
            assertThat(client.ended()).isTrue();
            assertThat(server.heads()).containsExactly("get / http/1.1~host: a~~");
        }
    }

    @Test
    void http10WithHostStaysHttp10OnBothSides() {
        application((wire, _) -> {
            String _ = server.saw(wire.head());
            wire.send("HTTP/1.1 200 OK~content-length: 2~~ok");
        });
        try (Wire client = client()) {
            client.send("GET / HTTP/1.0~Host: a~~");

            assertThat(client.rest()).isEqualTo("HTTP/1.0 200 OK~content-length: 2~~ok");
            assertThat(server.heads()).containsExactly("get / http/1.0~host: a~~");
        }
    }

    @Test
    void http10WithoutHostIsForwardedWithoutOne() {
        try (Wire client = client()) {
            client.send("GET / HTTP/1.0~~");

            assertThat(client.rest()).startsWith("HTTP/1.0 200 OK~");
            assertThat(server.heads()).containsExactly("get / http/1.0~~");
        }
    }

    @Test
    void http10ClientsThatAskForItKeepTheirConnection() {
        try (Wire client = client()) {
            client.send("GET / HTTP/1.0~Connection: keep-alive~~");
            assertThat(client.head()).isEqualTo("http/1.0 200 ok~content-length: 2~connection: keep-alive~~");
            assertThat(client.text(2)).isEqualTo("ok");

            client.send("GET / HTTP/1.0~~");
            assertThat(client.head()).startsWith("http/1.0 200");
        }
    }

    @Test
    void anAbsoluteTargetAndADifferentHostBothReachTheServer() {
        try (Wire client = client()) {
            client.send("GET http://one.example/x HTTP/1.1~Host: two.example~~");

            assertThat(client.head()).startsWith("http/1.1 200");
            assertThat(server.heads()).containsExactly("get http://one.example/x http/1.1~host: two.example~~");
        }
    }

    @Test
    void anUpgradeSwitchesToRawBytesInBothDirections() {
        CompletableFuture<String> rest = new CompletableFuture<>();
        application((wire, _) -> {
            String _ = server.saw(wire.head());
            wire.send("HTTP/1.1 101 Switching Protocols~upgrade: chatproto~connection: upgrade~~hello");
            assertThat(wire.text(3)).isEqualTo("abc");
            wire.send("def").finish();
            rest.complete(wire.rest());
        });
        try (Wire client = client()) {
            client.send("GET /chat HTTP/1.1~Host: a~Upgrade: chatproto~Connection: upgrade~~");

            assertThat(client.head())
                    .isEqualTo("http/1.1 101 switching protocols~upgrade: chatproto~connection: upgrade~~");
            assertThat(client.text(5)).isEqualTo("hello");
            client.send("abc");
            assertThat(client.rest()).isEqualTo("def");
            client.send("more").finish();
            assertThat(rest.orTimeout(5, TimeUnit.SECONDS).join()).isEqualTo("more");
            assertThat(server.heads())
                    .containsExactly("get /chat http/1.1~host: a~upgrade: chatproto~connection: upgrade~~");
        }
    }

    @Test
    void anUpgradeThatTheServerDeclinesIsAnOrdinaryExchange() {
        try (Wire client = client()) {
            client.send("GET /chat HTTP/1.1~Host: a~Upgrade: chatproto~Connection: upgrade~~");
            assertThat(client.head()).startsWith("http/1.1 200");
            assertThat(client.text(2)).isEqualTo("ok");

            client.send("GET / HTTP/1.1~Host: a~~");
            assertThat(client.head()).startsWith("http/1.1 200");
        }
    }

    @Test
    void anUpgradeToH2cIsStripped() {
        try (Wire client = client()) {
            client.send("GET / HTTP/1.1~Host: a~Upgrade: h2c~HTTP2-Settings: AA~Connection: upgrade, http2-settings~~");

            assertThat(client.head()).startsWith("http/1.1 200");
            assertThat(server.heads()).containsExactly("get / http/1.1~host: a~~");
        }
    }

    @Test
    void connectOpensATunnelAndItsAnswerLosesTheContentLength() {
        application((wire, _) -> {
            String _ = server.saw(wire.head());
            wire.send("HTTP/1.1 200 OK~content-length: 0~~");
            wire.send(wire.text(4));
        });
        try (Wire client = client()) {
            client.send("CONNECT a:443 HTTP/1.1~Host: a:443~~");

            assertThat(client.head()).isEqualTo("http/1.1 200 ok~~");
            client.send("ping");
            assertThat(client.text(4)).isEqualTo("ping");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CONNECT / HTTP/1.1",
                "CONNECT /path HTTP/1.1",
                "CONNECT http://test HTTP/1.1",
                "CONNECT http://test/bar HTTP/1.1",
                "CONNECT * HTTP/1.1",
                "GET test:80 HTTP/1.1",
                "CONNECT test:80 HTTP/1.0"
            })
    void misusedTargetFormsGetABare400AndReachNobody(String line) {
        try (Wire client = client()) {
            client.send(line + "~Host: a~~");

            assertThat(client.head()).startsWith("http/1.1 400 bad request~").doesNotContain("l5d");
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void aContentLengthBodyKeepsItsLength() {
        application((wire, _) -> {
            String _ = server.saw(wire.head());
            assertThat(wire.text(5)).isEqualTo("hello");
            wire.send(OK);
        });
        try (Wire client = client()) {
            client.send("POST / HTTP/1.1~Host: a~Content-Length: 5~~he");
            client.send("llo");

            assertThat(client.head()).startsWith("http/1.1 200");
            assertThat(server.heads()).containsExactly("post / http/1.1~host: a~content-length: 5~~");
        }
    }

    @Test
    void chunkedBodiesAndTrailersArriveChunkedInBothDirections() {
        CompletableFuture<String> received = new CompletableFuture<>();
        application((wire, _) -> {
            String _ = server.saw(wire.head());
            received.complete(unchunked(wire));
            wire.send("HTTP/1.1 200 OK~transfer-encoding: chunked~~3~abc~4;x=y~defg~0~x-sum: 2~~");
        });
        try (Wire client = client()) {
            client.send("POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~5~hello~6~ world~0~x-sum: 1~~");

            assertThat(client.head()).isEqualTo("http/1.1 200 ok~transfer-encoding: chunked~~");
            assertThat(unchunked(client)).isEqualTo("abcdefg~x-sum: 2~~");
            assertThat(received.join()).isEqualTo("hello world~x-sum: 1~~");
            assertThat(server.heads()).containsExactly("post / http/1.1~host: a~transfer-encoding: chunked~~");
        }
    }

    /** What a chunked body holds, then {@code ~} and the trailers; how it is cut into chunks is nobody's business. */
    private static String unchunked(Wire wire) {
        StringBuilder body = new StringBuilder();
        while (true) {
            int length = Integer.parseInt(wire.line().replaceFirst(";.*", ""), 16);
            if (length == 0) {
                return body + "~" + wire.head();
            }
            body.append(wire.text(length));
            assertThat(wire.line()).as("behind a chunk").isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "DELETE", "HEAD", "PATCH"})
    void nothingIsAddedToARequestWithoutABody(String method) {
        applicationAnswers("HTTP/1.1 200 OK~content-length: 0~~");
        try (Wire client = client()) {
            client.send(method + " / HTTP/1.1~Host: a~~");

            assertThat(client.head()).isEqualTo("http/1.1 200 ok~content-length: 0~~");
            assertThat(server.heads().getFirst()).endsWith(" / http/1.1~host: a~~");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "DELETE"})
    void anExplicitContentLengthOfZeroIsKept(String method) {
        applicationAnswers("HTTP/1.1 200 OK~content-length: 0~~");
        try (Wire client = client()) {
            client.send(method + " / HTTP/1.1~Host: a~content-length: 0~~");

            assertThat(client.head()).isEqualTo("http/1.1 200 ok~content-length: 0~~");
            assertThat(server.heads().getFirst()).endsWith("~host: a~content-length: 0~~");
        }
    }

    @Test
    void aHeadResponseKeepsItsLengthWithoutABody() {
        applicationAnswers("HTTP/1.1 200 OK~content-length: 55~~");
        try (Wire client = client()) {
            for (int i = 0; i < 2; i++) {
                client.send("HEAD / HTTP/1.1~Host: a~~");
                assertThat(client.head()).isEqualTo("http/1.1 200 ok~content-length: 55~~");
            }
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"204 No Content", "304 Not Modified"})
    void responsesWithoutABodyGetNoFraming(String status) {
        applicationAnswers("HTTP/1.1 " + status + "~~");
        try (Wire client = client()) {
            client.send("GET / HTTP/1.1~Host: a~~");

            assertThat(client.head()).isEqualToIgnoringCase("HTTP/1.1 " + status + "~~");
        }
    }

    @Test
    void aResponseUntilTheEndOfTheStreamIsPassedAsSuch() {
        application((wire, _) -> {
            assertThat(wire.head()).isNotEmpty();
            wire.send("HTTP/1.0 200 OK~~").send("all of ").send("it");
        });
        try (Wire old = client();
                Wire recent = client()) {
            old.send("GET / HTTP/1.0~~");
            recent.send("GET / HTTP/1.1~Host: a~~");

            assertThat(old.rest()).isEqualTo("HTTP/1.0 200 OK~~all of it");
            assertThat(recent.rest()).isEqualTo("HTTP/1.1 200 OK~connection: close~~all of it");
        }
    }

    @Test
    void origProtoIsVisibleToNobody() {
        applicationAnswers("HTTP/1.1 200 OK~l5d-orig-proto: x~content-length: 0~~");
        try (Wire client = client()) {
            client.send("GET / HTTP/1.1~Host: a~l5d-orig-proto: HTTP/1.0~~");

            assertThat(client.head()).isEqualTo("http/1.1 200 ok~content-length: 0~~");
            assertThat(server.heads()).containsExactly("get / http/1.1~host: a~~");
        }
    }

    @Test
    void eachHostHasItsOwnConnections() {
        try (Wire client = client()) {
            for (String host : new String[] {"a", "a", "b", "c", "a"}) {
                client.send("GET / HTTP/1.1~Host: " + host + "~~");
                assertThat(client.head()).startsWith("http/1.1 200");
                assertThat(client.text(2)).isEqualTo("ok");
            }

            assertThat(server.connections()).isEqualTo(3);
        }
    }

    @Test
    void requestsWithAnEmptyHostNeverShareAConnection() {
        try (Wire client = client()) {
            for (String host : new String[] {"", "", "a"}) {
                client.send("GET / HTTP/1.1~Host: " + host + "~~");
                assertThat(client.head()).startsWith("http/1.1 200");
                assertThat(client.text(2)).isEqualTo("ok");
            }

            assertThat(server.connections()).isEqualTo(3);
        }
    }

    @Test
    void aSpoofedClientIdDoesNotReachTheApplication() {
        try (Wire client = client()) {
            client.send("GET / HTTP/1.1~l5d-client-id: admin~Host: a~l5d-dst-canonical: kept~~");

            assertThat(client.head()).startsWith("http/1.1 200");
            assertThat(server.heads()).containsExactly("get / http/1.1~host: a~l5d-dst-canonical: kept~~");
        }
    }
}
