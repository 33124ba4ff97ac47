package io.reactivemesh.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LoadGeneratorIT {
    private HttpServer server;
    private volatile int status = 200;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            byte[] body = "hello".getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void countsEveryAnswerOfAClosedLoop() throws InterruptedException {
        LoadGenerator.Result result = run(0);

        assertThat(result.requests()).isPositive().isEqualTo(result.latency().getTotalCount());
        assertThat(result.failures()).isZero();
        assertThat(result.quantileMillis(0.99)).isGreaterThanOrEqualTo(result.quantileMillis(0.5));
    }

    @Test
    void keepsThePaceThatWasAsked() throws InterruptedException {
        LoadGenerator.Result result = run(200);

        assertThat(result.requestsPerSecond()).isBetween(100.0, 205.0);
    }

    @Test
    void countsRefusalsAsFailuresAndNotAsAnswers() throws InterruptedException {
        status = 503;

        LoadGenerator.Result result = run(100);

        assertThat(result.requests()).isZero();
        assertThat(result.failures()).isPositive();
    }

    private LoadGenerator.Result run(int rate) throws InterruptedException {
        try (LoadGenerator generator = new LoadGenerator()) {
            return generator.run(
                    new LoadGenerator.Load(server.getAddress(), "test", "/", 4, rate), Duration.ofSeconds(1));
        }
    }
}
