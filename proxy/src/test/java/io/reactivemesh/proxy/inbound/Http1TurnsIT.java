package io.reactivemesh.proxy.inbound;

import static io.reactivemesh.proxy.testing.RunningProxy.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.testing.Wire;
import org.junit.jupiter.api.Test;

/** How requests and responses take turns on a connection through one inbound proxy, and what happens when a side misbehaves. */
class Http1TurnsIT extends ProxiedApplication {

    @Test
    void pipelinedRequestsAreServedInOrderOneAfterTheOther() {
        application((wire, _) -> {
            for (String head = wire.head(); !head.isEmpty(); head = wire.head()) {
                String path = server.saw(head).split(" ", -1)[1];
                wire.send("HTTP/1.1 200 OK~content-length: 2~~" + path);
            }
        });
        try (Wire client = client()) {
            client.send(
                            "GET /1 HTTP/1.1~Host: a~~POST /2 HTTP/1.1~Host: a~Content-Length: 0~~GET /3 HTTP/1.1~Host: a~~")
                    .finish();

            String response = "HTTP/1.1 200 OK~content-length: 2~~";
            assertThat(client.rest()).isEqualTo(response + "/1" + response + "/2" + response + "/3");
        }
    }

    @Test
    void informationalResponsesReachTheClientThatWaitsForThem() {
        application((wire, _) -> {
            String _ = server.saw(wire.head());
            wire.send("HTTP/1.1 100 Continue~~");
            assertThat(wire.text(4)).isEqualTo("body");
            wire.send(OK);
        });
        try (Wire client = client()) {
            client.send("POST / HTTP/1.1~Host: a~Expect: 100-continue~Content-Length: 4~~");
            assertThat(client.head()).isEqualTo("http/1.1 100 continue~~");

            client.send("body");

            assertThat(client.head()).startsWith("http/1.1 200");
        }
    }

    @Test
    void anEarlyAnswerIsDeliveredAndTheRestOfTheRequestIsReadAway() {
        application((wire, number) -> {
            assertThat(wire.head()).isNotEmpty();
            wire.send("HTTP/1.1 413 Too Large~content-length: 0~~");
            String _ = wire.rest();
        });
        try (Wire client = client()) {
            client.send("POST / HTTP/1.1~Host: a~Content-Length: 10~~12345");
            assertThat(client.head()).startsWith("http/1.1 413");

            client.send("67890GET / HTTP/1.1~Host: a~~");

            assertThat(client.head()).startsWith("http/1.1 413");
        }
    }

    @Test
    void aResponseThatIsCutShortIsCutShortForTheClient() {
        application((wire, _) -> {
            assertThat(wire.head()).isNotEmpty();
            wire.send("HTTP/1.1 200 OK~content-length: 10~~1234");
        });
        try (Wire client = client()) {
            client.send("GET / HTTP/1.1~Host: a~~");

            assertThat(client.rest()).isEqualTo("HTTP/1.1 200 OK~content-length: 10~~1234");
            eventually("counted", () -> proxy.metric("response_total", "classification=\"failure\"") == 1);
        }
    }

    @Test
    void largeBodiesPassBothWaysWhileReadersAreSlow() {
        int megabytes = 4;
        String block = "x".repeat(1024 * 1024);
        application((wire, _) -> {
            assertThat(wire.head()).isNotEmpty();
            for (int i = 0; i < megabytes; i++) {
                assertThat(wire.text(block.length())).hasSize(block.length());
            }
            wire.send("HTTP/1.1 200 OK~content-length: " + megabytes * block.length() + "~~");
            for (int i = 0; i < megabytes; i++) {
                wire.send(block);
            }
        });
        try (Wire client = client()) {
            Thread.ofVirtual().start(() -> {
                client.send("POST / HTTP/1.1~Host: a~Content-Length: " + megabytes * block.length() + "~~");
                for (int i = 0; i < megabytes; i++) {
                    client.send(block);
                }
            });

            assertThat(client.head()).startsWith("http/1.1 200");
            for (int i = 0; i < megabytes; i++) {
                assertThat(client.text(block.length())).hasSize(block.length());
            }
        }
    }

    @Test
    void aMalformedRequestGetsABare400AndEndsTheConnection() {
        try (Wire client = client()) {
            client.send("GET / HTTP/1.1~Host: a~Content-Length: 5~Transfer-Encoding: chunked~~");

            assertThat(client.rest()).isEqualTo("HTTP/1.1 400 Bad Request~connection: close~content-length: 0~~");
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void aClientThatGivesUpTakesItsEndpointConnectionWithIt() {
        application((wire, _) -> {
            String _ = server.saw(wire.head());
            String _ = wire.rest();
            String _ = server.saw("gone");
        });
        try (Wire client = client()) {
            client.send("GET / HTTP/1.1~Host: a~~");
            eventually("the request is there", () -> server.heads().size() == 1);
            client.reset();

            eventually(
                    "the endpoint's connection is closed", () -> server.heads().contains("gone"));
        }
    }

    @Test
    void chunksAndTrailersPassVerbatimInBothDirections() {
        String body = "5~hello~6;x=y~ world~0~x-sum: 1~~";
        application((wire, _) -> {
            String _ = server.saw(wire.head());
            String received = wire.text(body.replace("~", "\r\n").length());
            wire.send("HTTP/1.1 200 OK~transfer-encoding: chunked~~" + received);
        });
        try (Wire client = client()) {
            client.send("POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~" + body);

            assertThat(client.head()).isEqualTo("http/1.1 200 ok~transfer-encoding: chunked~~");
            assertThat(client.text(body.replace("~", "\r\n").length()).replace("\r\n", "~"))
                    .isEqualTo(body);
            assertThat(server.heads()).containsExactly("post / http/1.1~host: a~transfer-encoding: chunked~~");
        }
    }

    @Test
    void anApplicationThatIsNotThereIs502WithoutAReason() {
        server.close();
        try (Wire client = client()) {
            client.send("GET / HTTP/1.1~Host: a~~");

            assertThat(client.head()).isEqualTo("http/1.1 502 bad gateway~connection: close~content-length: 0~~");
            assertThat(client.ended()).isTrue();
            assertThat(proxy.metric("inbound_http_errors_total", "error=\"i/o\""))
                    .isEqualTo(1);
        }
    }
}
