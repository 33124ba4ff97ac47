package io.reactivemesh.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection to an API server, byte by byte. */
class ApiSocketIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void sendsAPutAsItsClient() throws Exception {
        try (FakeApiServer server = new FakeApiServer((_, out) -> say(out, "HTTP/1.1 200 OK~Content-Length: 2~~{}"));
                ApiSocket socket = ApiSocket.connect(server.config("a-token"), PATIENCE)) {
            socket.put("/things/one", "{\"ü\":1}".getBytes(StandardCharsets.UTF_8));

            assertThat(server.requests()).singleElement().satisfies(request -> {
                assertThat(request.head().lines())
                        .containsExactly(
                                "PUT /things/one HTTP/1.1",
                                "Host: " + server.address(),
                                "Authorization: Bearer a-token",
                                "Content-Type: application/json",
                                "Content-Length: 8",
                                "");
                assertThat(request.body()).isEqualTo("{\"ü\":1}");
            });
        }
    }

    @Test
    void isNobodyWithoutAToken() throws Exception {
        try (FakeApiServer server = new FakeApiServer((_, out) -> say(out, "HTTP/1.1 200 OK~Content-Length: 0~~"));
                ApiSocket socket = ApiSocket.connect(server.config(""), PATIENCE)) {
            socket.put("/things/one", new byte[0]);

            assertThat(server.requests().getFirst().head()).doesNotContain("Authorization");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK~content-length: 5~~12345",
                "HTTP/1.1 201 Created~Transfer-Encoding: chunked~~5~12345~0~~",
                "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~0~~"
            })
    void readsAnAnswerToItsEndSoThatTheNextIsTheNext(String answer) throws Exception {
        int puts = 3;
        try (FakeApiServer server = new FakeApiServer((_, out) -> sayInBytes(out, answer));
                ApiSocket socket = ApiSocket.connect(server.config("t"), PATIENCE)) {
            for (int i = 0; i < puts; i++) {
                socket.put("/things/" + i, "{}".getBytes(StandardCharsets.UTF_8));
            }

            assertThat(server.requests())
                    .extracting(FakeApiServer.Request::line)
                    .containsExactly("PUT /things/0 HTTP/1.1", "PUT /things/1 HTTP/1.1", "PUT /things/2 HTTP/1.1");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"409 Conflict,the object has been modified", "403 Forbidden,no right to update"})
    void saysWhatTheApiServerSaidWhenThatRefuses(String status, String words) throws Exception {
        String answer = "HTTP/1.1 " + status + "~Content-Length: " + words.length() + "~~" + words;
        try (FakeApiServer server = new FakeApiServer((_, out) -> sayInBytes(out, answer));
                ApiSocket socket = ApiSocket.connect(server.config("t"), PATIENCE)) {
            assertThatThrownBy(() -> socket.put("/things/one", new byte[0]))
                    .isInstanceOf(IOException.class)
                    .hasMessageContainingAll("refused a change", status, words);
        }
    }

    @Test
    void saysThatTheConnectionEndedInTheMiddleOfAnAnswer() throws Exception {
        try (FakeApiServer server = new FakeApiServer((_, out) -> {
                    say(out, "HTTP/1.1 200 OK~Content-Length: 5~~12");
                    throw new IOException("the test's end of it");
                });
                ApiSocket socket = ApiSocket.connect(server.config("t"), PATIENCE)) {
            assertThatThrownBy(() -> socket.put("/things/one", new byte[0]))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("closed the connection");
        }
    }

    @Test
    void opensAWatchThatFirstTellsOfWhatThereIs() throws Exception {
        try (FakeApiServer server =
                        new FakeApiServer((_, out) -> sayInBytes(out, "HTTP/1.1 200 OK~~11~{\"type\":\"ADDED\"}~"));
                ApiSocket socket = ApiSocket.connect(server.config("t"), PATIENCE)) {
            socket.watch("/things?watch=true");

            assertThat(server.requests())
                    .extracting(FakeApiServer.Request::line)
                    .containsExactly("GET /things?watch=true HTTP/1.1");
        }
    }

    @Test
    void saysWhyAWatchIsRefused() throws Exception {
        try (FakeApiServer server =
                        new FakeApiServer((_, out) -> say(out, "HTTP/1.1 410 Gone~Content-Length: 7~~expired"));
                ApiSocket socket = ApiSocket.connect(server.config("t"), PATIENCE)) {
            assertThatThrownBy(() -> socket.watch("/things?watch=true"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContainingAll("refused a watch", "410 Gone");
        }
    }

    /** Writes text, {@code ~} for line ends. */
    static void say(OutputStream out, String text) throws IOException {
        out.write(text.replace("~", "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    /** The same, each byte by itself. */
    private static void sayInBytes(OutputStream out, String text) throws IOException {
        for (byte each : text.replace("~", "\r\n").getBytes(StandardCharsets.UTF_8)) {
            out.write(each);
        }
    }
}
