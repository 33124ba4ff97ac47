package io.reactivemesh.proxy.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.reactivemesh.proxy.testing.FakeDiscovery;
import io.reactivemesh.proxy.testing.Http2Origin;
import io.reactivemesh.proxy.testing.RunningProxy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The conformance suite for HTTP/2, against both listeners. It is a program in Go: {@code go install
 * github.com/summerwind/h2spec/cmd/h2spec@latest}, found on the PATH or where the system property {@code h2spec} or the environment
 * variable {@code H2SPEC} says.
 */
class H2SpecIT {

    @Test
    void noCaseFailsOutbound() throws IOException, InterruptedException {
        Path h2spec = h2spec();
        FakeDiscovery discovery = new FakeDiscovery();
        try (Http2Origin origin = Http2Origin.start();
                RunningProxy proxy = RunningProxy.start(discovery, Map.of())) {
            InetSocketAddress listener =
                    proxy.proxy().boundAddresses().outbound().getFirst();
            String authority = "localhost:" + listener.getPort();
            discovery.profile(authority, FakeDiscovery.service("localhost"));
            discovery.endpoints(authority, origin.address());

            assertNoCaseFails(h2spec, listener);
        }
    }

    @Test
    void noCaseFailsInbound() throws IOException, InterruptedException {
        Path h2spec = h2spec();
        try (Http2Origin origin = Http2Origin.start();
                RunningProxy proxy = RunningProxy.start(
                        new FakeDiscovery(),
                        Map.of(
                                "MESH_PROXY_INBOUND_BINDINGS",
                                "127.0.0.1:0=127.0.0.1:" + origin.address().getPort()))) {
            assertNoCaseFails(h2spec, proxy.proxy().boundAddresses().inbound().get(1));
        }
    }

    private static void assertNoCaseFails(Path h2spec, InetSocketAddress listener)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        h2spec.toString(), "--host=localhost", "--port=" + listener.getPort(), "--timeout=15")
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains(" 0 failed");
    }

    /** The program; without it the test is skipped, and says so. */
    private static Path h2spec() {
        Path found = find();
        if (found == null) {
            System.err.println(
                    "H2SpecIT: NOT RUN, there is no h2spec (go install github.com/summerwind/h2spec/cmd/h2spec@latest,"
                            + " then PATH, -Dh2spec=PROGRAM or H2SPEC=PROGRAM)");
        }
        assumeThat(found).as("h2spec").isNotNull();
        return Objects.requireNonNull(found);
    }

    private static @Nullable Path find() {
        Stream<String> named = Stream.of(System.getProperty("h2spec"), System.getenv("H2SPEC"));
        Stream<String> onPath =
                List.of(System.getenv("PATH").split(":", -1)).stream().map(folder -> folder + "/h2spec");
        return Stream.concat(named, onPath)
                .filter(Objects::nonNull)
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }
}
