package io.reactivemesh.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.testing.ScriptedServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code mesh-proxy await}: options as of {@code linkerd-await}, and what it waits for. */
class AwaitIT {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private int await(String... options) {
        return Await.run(List.of(options), new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void waitsUntilTheProxyIsReady() {
        AtomicInteger asked = new AtomicInteger();
        try (ScriptedServer admin = ScriptedServer.start((wire, _) -> {
            assertThat(wire.head()).startsWith("get /ready http/1.1~host: localhost~");
            wire.send(
                    asked.incrementAndGet() < 3
                            ? "HTTP/1.1 503 Service Unavailable~content-length: 0~~"
                            : "HTTP/1.1 200 OK~content-length: 0~~");
        })) {
            int exit = await("--timeout=2m", "--port=" + admin.address().getPort());

            assertThat(exit).isZero();
            assertThat(asked).hasValue(3);
            assertThat(printed()).isEmpty();
        }
    }

    @Test
    void givesUpWhenTheTimeIsOverAndSaysWhatItWaitedFor() throws IOException {
        String port = Integer.toString(portOfNobody());

        int exit = await("--port", port, "--timeout", "1ms");

        assertThat(exit).isEqualTo(69);
        assertThat(printed()).contains("port " + port).contains("not ready");
    }

    private static int portOfNobody() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--port=70000, --port: \"70000\" (expected: a number of 0 to 65535)",
        "--timeout=2, '--timeout: \"2\" (expected: a whole number and a unit: ms, s, m, h or d)'",
        "--timeout, --timeout: \"\" (expected: a whole number",
        "--quickly, --quickly: \"\" (expected: an option that there is)"
    })
    void refusesWrongOptionsByName(String option, String message) {
        assertThat(await(option)).isEqualTo(64);
        assertThat(printed()).contains(message).contains("usage: await");
    }
}
