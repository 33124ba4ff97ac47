package io.reactivemesh.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.testing.RunningProxy;
import io.reactivemesh.proxy.testing.ScriptedServer;
import io.reactivemesh.proxy.testing.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sidecar as a process of its own: exit codes, readiness, signals. */
class ProxyMainIT {

    private static final Pattern ADMIN = Pattern.compile("Admin interface on \\S*127\\.0\\.0\\.1:(\\d+)");

    /** The second inbound line is the one binding's. */
    private static final Pattern BINDING =
            Pattern.compile("(?s)Inbound interface.*Inbound interface on \\S*127\\.0\\.0\\.1:(\\d+)");

    private static final Pattern OUTBOUND = Pattern.compile("Outbound interface on \\S*127\\.0\\.0\\.1:(\\d+)");

    @TempDir
    Path directory;

    private @Nullable Process process;

    @AfterEach
    void kill() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    @Test
    void aWrongEnvironmentExitsWith64AndNamesEveryVariable() throws IOException, InterruptedException {
        start(Map.of(
                "LINKERD2_PROXY_INGRESS_MODE", "maybe",
                "LINKERD2_PROXY_LOG", "linkerd=loud",
                "LINKERD2_PROXY_ACCESS_LOG", "xml",
                "LINKERD2_PROXY_OUTBOUND_CONNECT_TIMEOUT", "5"));

        assertThat(exitCode()).isEqualTo(64);
        assertThat(output())
                .contains("Invalid configuration: ")
                .contains("LINKERD2_PROXY_INGRESS_MODE")
                .contains("LINKERD2_PROXY_LOG")
                .contains("LINKERD2_PROXY_ACCESS_LOG")
                .contains("LINKERD2_PROXY_OUTBOUND_CONNECT_TIMEOUT")
                .contains("LINKERD2_PROXY_DESTINATION_SVC_ADDR");
    }

    @Test
    void aWrongLogDirectiveExitsWith64() throws IOException, InterruptedException {
        start(with(Map.of("LINKERD2_PROXY_LOG", "linkerd=loud")));

        assertThat(exitCode()).isEqualTo(64);
        assertThat(output()).contains("LINKERD2_PROXY_LOG");
    }

    @Test
    void anAddressThatIsNotHereExitsWith1() throws IOException, InterruptedException {
        start(with(Map.of("LINKERD2_PROXY_INBOUND_LISTEN_ADDR", "192.0.2.1:4143")));

        assertThat(exitCode()).isEqualTo(1);
        assertThat(output()).contains("Initialization failure: ").contains("192.0.2.1");
    }

    @Test
    void isReadyAndEndsWith0OnSigterm() throws IOException, InterruptedException {
        Process running = start(with(Map.of("LINKERD2_PROXY_TAP_SVC_NAME", "tap.id")));

        assertThat(get("/ready")).isEqualTo("ready\n");
        running.destroy();

        assertThat(exitCode()).isZero();
        assertThat(output()).contains("TAP_SVC_NAME: tap is not built yet").contains("Draining");
    }

    @Test
    void anAuditTellsTheLogWhoWasLetIn() throws IOException, InterruptedException {
        try (ScriptedServer server = ScriptedServer.answering("HTTP/1.1 200 OK~content-length: 0~~")) {
            start(with(Map.of(
                    "LINKERD2_PROXY_INBOUND_DEFAULT_POLICY", "audit",
                    "LINKERD2_PROXY_POLICY_CLUSTER_NETWORKS", "10.0.0.0/8",
                    "MESH_PROXY_INBOUND_BINDINGS",
                            "127.0.0.1:0=127.0.0.1:" + server.address().getPort())));
            int port = port(BINDING);
            try (Wire client = Wire.connect(new InetSocketAddress("127.0.0.1", port))) {
                client.send("GET / HTTP/1.1~Host: a~~");
                assertThat(client.head()).startsWith("http/1.1 200");
            }

            assertThat(output().lines())
                    .anyMatch(line -> line.contains("INFO")
                            && line.contains("Request allowed server.group= server.kind=default server.name=audit")
                            && line.contains("client.ip=127.0.0.1")
                            && line.contains("route.name=default")
                            && line.contains("authz.name=audit"));
        }
    }

    /** Operators look for these words. */
    @Test
    void theLogTellsOfConnectionsTimeoutsAndFailures() throws IOException, InterruptedException {
        start(with(Map.of(
                "LINKERD2_PROXY_LOG", "linkerd=debug",
                "LINKERD2_PROXY_OUTBOUND_DETECT_TIMEOUT", "50ms",
                // Nobody listens there.
                "MESH_PROXY_INBOUND_BINDINGS", "127.0.0.1:0=127.0.0.1:1")));
        try (Wire failing = Wire.connect(new InetSocketAddress("127.0.0.1", port(BINDING)));
                Wire silent = Wire.connect(new InetSocketAddress("127.0.0.1", port(OUTBOUND)))) {
            failing.send("GET / HTTP/1.1~Host: a~~");
            assertThat(failing.head()).startsWith("http/1.1 502");
            assertThat(silent.ended()).isTrue();
        }

        logged("DEBUG .*: Accepted client\\.addr=/127\\.0\\.0\\.1:\\d+");
        logged("DEBUG .*: Connection closed client\\.addr=/127\\.0\\.0\\.1:\\d+");
        logged("INFO .*: HTTP/1\\.1 request failed error=.*connection to endpoint failed");
        logged("INFO .*: Continuing after timeout client\\.addr=.* timeout=PT0\\.05S");
    }

    private void logged(String line) {
        RunningProxy.eventually(line, () -> {
            try {
                return Pattern.compile(line).matcher(output()).find();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void endsWith0WhenToldToShutDown() throws IOException, InterruptedException {
        start(with(Map.of("LINKERD2_PROXY_SHUTDOWN_ENDPOINT_ENABLED", "true")));

        assertThat(send(HttpRequest.newBuilder().POST(BodyPublishers.noBody()), "/shutdown"))
                .isEqualTo("shutdown\n");

        assertThat(exitCode()).isZero();
    }

    private static Map<String, String> with(Map<String, String> more) {
        Map<String, String> environment = EnvironmentFixture.environment(
                "ADMIN_LISTEN_ADDR", "127.0.0.1:0",
                "INBOUND_LISTEN_ADDR", "127.0.0.1:0",
                "OUTBOUND_LISTEN_ADDR", "127.0.0.1:0");
        environment.putAll(more);
        return environment;
    }

    private Process start(Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                ProxyMain.class.getName()));
        builder.environment().putAll(environment);
        Process started = builder.redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        process = started;
        return started;
    }

    private int exitCode() throws InterruptedException {
        Process running = java.util.Objects.requireNonNull(process);
        assertThat(running.waitFor(60, TimeUnit.SECONDS))
                .as("ended within 60 s")
                .isTrue();
        return running.exitValue();
    }

    private String output() throws IOException {
        return Files.readString(directory.resolve("output"), StandardCharsets.UTF_8);
    }

    private String get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(), path);
    }

    private String send(HttpRequest.Builder request, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + adminPort() + path);
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.uri(uri).build(), BodyHandlers.ofString())
                    .body();
        }
    }

    private int adminPort() throws IOException, InterruptedException {
        return port(ADMIN);
    }

    private int port(Pattern line) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            Matcher matcher = line.matcher(output());
            // The line is written before the proxy calls itself ready, and nothing but ready follows it.
            if (matcher.find() && output().contains("Destinations resolved via")) {
                return Integer.parseInt(matcher.group(1));
            }
            assertThat(System.nanoTime())
                    .as("listening within 60 s: %s", output())
                    .isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
