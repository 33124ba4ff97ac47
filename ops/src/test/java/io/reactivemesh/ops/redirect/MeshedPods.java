package io.reactivemesh.ops.redirect;

import static org.junit.jupiter.api.Assumptions.abort;

import io.reactivemesh.ops.netns.ProcessUser;
import io.reactivemesh.ops.process.Programs;
import io.reactivemesh.ops.testing.TwoPods;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Two pods with a proxy in each, for programs that know nothing of proxies: clients run in one, servers in the other. */
final class MeshedPods implements AutoCloseable {
    static final ProcessUser ROOT = new ProcessUser(0, 0);
    static final ProcessUser ANYBODY = new ProcessUser(65_534, 65_534);

    private final TwoPods pods;

    /**
     * Starts the pods and their proxies.
     *
     * @param folder for what the processes print
     */
    MeshedPods(Path folder) throws InterruptedException {
        TwoPods.require("clients and servers through a pair of proxies");
        try {
            pods = new TwoPods(Files.createDirectory(folder.resolve("logs")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ProxyPair.startIn(
                pods,
                Map.of(
                        "LINKERD2_PROXY_INBOUND_PORTS_DISABLE_PROTOCOL_DETECTION", "25,587,3306,4444,5432,6379,9300",
                        "LINKERD2_PROXY_OUTBOUND_DETECT_TIMEOUT", "1s",
                        "LINKERD2_PROXY_INBOUND_DETECT_TIMEOUT", "1s"));
    }

    TwoPods pods() {
        return pods;
    }

    /** A program of this machine; without it the test is skipped, and says so. */
    static Path program(String name, String debianPackage) {
        return required(() -> Programs.find(name), name, "apt-get install " + debianPackage);
    }

    /**
     * Something that a test needs. Without it the test is skipped, loudly; in CI it has to be there.
     *
     * @param remedy how to get it
     */
    static Path required(Supplier<@Nullable Path> find, String what, String remedy) {
        Path found = find.get();
        if (found != null) {
            return found;
        }
        String message = what + " is not here, and NOT tested: " + remedy;
        if (System.getenv("CI") != null) {
            throw new AssertionError(message);
        }
        System.err.println(message);
        return abort(message);
    }

    /** Runs a client to its end, as anybody; what it printed. */
    String client(String... command) throws InterruptedException {
        return client(ANYBODY, command);
    }

    /** Runs a client to its end; what it printed. */
    String client(ProcessUser user, String... command) throws InterruptedException {
        return TwoPods.output(pods.client(), user, command);
    }

    /** Starts a server, and waits until it listens. */
    void serve(String name, ProcessUser user, int port, String... command) throws InterruptedException {
        pods.startProgram(pods.server(), user, Map.of(), name, List.of(command));
        pods.await(name, () -> listening(port));
    }

    private boolean listening(int port) throws InterruptedException {
        return TwoPods.output(pods.server(), ROOT, "ss", "-Hltn", "sport", "=", ":" + port)
                .contains("LISTEN");
    }

    /** The lines of the server's proxy's metrics that begin so. */
    Stream<String> inboundMetrics(String beginning) throws InterruptedException {
        return TwoPods.output(pods.server(), ANYBODY, "curl", "-s", "http://127.0.0.1:4191/metrics")
                .lines()
                .filter(line -> line.startsWith(beginning));
    }

    @Override
    public void close() {
        pods.close();
    }
}
