package io.reactivemesh.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminServerIT {

    private final Metrics metrics = new Metrics(ProxyMetrics.all(), System::nanoTime, Duration.ofMinutes(10));
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(
            1, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private AdminServer server;

    @BeforeEach
    void start() throws IOException {
        ProcessMeters.register(metrics, Clock.systemUTC(), "test");
        AdminRoutes.LogControl log = new AdminRoutes.LogControl(() -> "warn", level -> {}, (_, _) -> () -> {});
        server = AdminServer.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                group.next(),
                Epoll.isAvailable(),
                new AdminRoutes(metrics, () -> true, log, Map.of(), null),
                metrics,
                "all-unauthenticated",
                System::nanoTime);
    }

    @AfterEach
    void stop() {
        server.close();
        client.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    void servesHealthAsPlainText() throws IOException, InterruptedException {
        HttpResponse<byte[]> response = get("/live", "identity");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("text/plain");
        assertThat(text(response)).isEqualTo("live\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate, gzip", "gzip,deflate", "brotli,gzip,deflate"})
    void compressesMetricsForWhoeverCanReadThem(String encodings) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = get("/metrics", encodings);

        assertThat(response.headers().firstValue("content-encoding")).contains("gzip");
        byte[] body = new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes();
        assertThat(new String(body, StandardCharsets.UTF_8))
                .contains("process_start_time_seconds ")
                .doesNotContain(",,")
                .endsWith("# EOF\n");
    }

    @Test
    void countsItsOwnTrafficAsInbound() throws IOException, InterruptedException {
        get("/live", "identity");

        String shown = text(get("/metrics", "identity"));

        String target = "target_port=\"" + server.address().getPort() + "\"";
        assertThat(shown.lines())
                .anyMatch(line -> line.startsWith("request_total{direction=\"inbound\",") && line.contains(target))
                .anyMatch(line -> line.startsWith("response_total{") && line.contains("status_code=\"200\""))
                .anyMatch(line -> line.startsWith("tcp_open_total{direction=\"inbound\",peer=\"src\""))
                .noneMatch(line -> line.contains("peer=\"dst\""));
    }

    @Test
    void readsTheProcessFromTheKernel() throws IOException, InterruptedException {
        String shown = text(get("/metrics", "identity"));

        if (System.getProperty("os.name").equals("Linux")) {
            assertThat(shown.lines())
                    .anyMatch(line -> line.matches("process_resident_memory_bytes [1-9]\\d{6,}"))
                    .anyMatch(line -> line.matches("process_threads [1-9]\\d*"))
                    .anyMatch(line -> line.matches("process_open_fds [1-9]\\d*"))
                    .anyMatch(line -> line.matches("process_cpu_seconds_total [0-9.]+"));
        }
    }

    private HttpResponse<byte[]> get(String path, String encodings) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + path);
        HttpRequest request =
                HttpRequest.newBuilder(uri).header("accept-encoding", encodings).build();
        return client.send(request, BodyHandlers.ofByteArray());
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }
}
