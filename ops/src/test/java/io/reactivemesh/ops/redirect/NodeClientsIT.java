package io.reactivemesh.ops.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.ops.testing.TwoPods;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Libraries of Node.js through a pair of proxies: gRPC that is not Java's, and WebSockets. They come from npm, and are found where the
 * environment variable {@code MESH_NODE_MODULES} says: a folder {@code node_modules}.
 */
@Timeout(180)
final class NodeClientsIT {
    private static final int GRPC_PORT = 8090;
    private static final int WEBSOCKET_PORT = 8091;
    private static final int LARGE_BYTES = 4 * 1024 * 1024;

    @TempDir
    private static Path folder;

    private static @Nullable MeshedPods pods;
    private static @Nullable Path node;
    private static @Nullable Path modules;

    @BeforeAll
    static void startPods() throws InterruptedException {
        node = MeshedPods.program("node", "nodejs");
        modules = MeshedPods.required(
                NodeClientsIT::findModules,
                "@grpc/grpc-js and ws, libraries of Node.js,",
                "npm install --prefix FOLDER @grpc/grpc-js ws, then MESH_NODE_MODULES=FOLDER/node_modules");
        pods = new MeshedPods(folder);
    }

    @AfterAll
    static void stopPods() {
        if (pods != null) {
            pods.close();
        }
    }

    private static @Nullable Path findModules() {
        String named = System.getenv("MESH_NODE_MODULES");
        return named != null
                        && Files.isDirectory(Path.of(named, "@grpc", "grpc-js"))
                        && Files.isDirectory(Path.of(named, "ws"))
                ? Path.of(named)
                : null;
    }

    private static MeshedPods pods() {
        return Objects.requireNonNull(pods);
    }

    /** The command that runs a script of this package. As root, since the libraries may be in a home folder. */
    private static String[] script(String name, String... arguments) throws IOException {
        Path script = folder.resolve(name);
        if (!Files.exists(script)) {
            try (InputStream source = Objects.requireNonNull(NodeClientsIT.class.getResourceAsStream(name), name)) {
                Files.copy(source, script);
            }
        }
        List<String> command =
                new ArrayList<>(List.of("env", "NODE_PATH=" + modules, String.valueOf(node), script.toString()));
        command.addAll(List.of(arguments));
        return command.toArray(String[]::new);
    }

    private static String server(int port) {
        return TwoPods.SERVER_IP + ":" + port;
    }

    private static double inboundBytesRead() throws InterruptedException {
        return pods().inboundMetrics("tcp_read_bytes_total{direction=\"inbound\"")
                .filter(line -> line.contains("peer=\"src\"") && line.contains(":" + GRPC_PORT))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Test
    void grpcJsMakesAllKindsOfCalls() throws Exception {
        pods().serve("grpc-js", MeshedPods.ROOT, GRPC_PORT, script("grpc.cjs", "serve", String.valueOf(GRPC_PORT)));

        assertThat(pods().client(MeshedPods.ROOT, script("grpc.cjs", "call", server(GRPC_PORT))))
                .isEqualTo("""
                        unary, metadata and trailers
                        client streaming
                        server streaming
                        bidirectional streaming
                        deadline
                        cancel
                        failure
                        4 MiB
                        """);
        assertThat(pods().inboundMetrics("response_total{direction=\"inbound\""))
                .anyMatch(line -> line.contains("grpc_status=\"9\""));

        double before = inboundBytesRead();
        assertThat(pods().client(MeshedPods.ROOT, script("grpc.cjs", "compressed", server(GRPC_PORT))))
                .isEqualTo("gzip\n");
        assertThat(inboundBytesRead() - before).isLessThan(LARGE_BYTES / 2.0);
    }

    @Test
    void webSocketsAreRelayed() throws Exception {
        pods().serve(
                        "ws",
                        MeshedPods.ROOT,
                        WEBSOCKET_PORT,
                        script("websocket.cjs", "serve", String.valueOf(WEBSOCKET_PORT)));

        assertThat(pods().client(MeshedPods.ROOT, script("websocket.cjs", "call", server(WEBSOCKET_PORT))))
                .isEqualTo("""
                        echo
                        pings
                        1 MiB
                        closed by the server
                        closed by the client
                        broken
                        """);
        assertThat(pods().inboundMetrics("response_total{direction=\"inbound\""))
                .anyMatch(line -> line.contains(":" + WEBSOCKET_PORT) && line.contains("status_code=\"101\""));
    }
}
