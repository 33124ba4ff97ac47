package io.reactivemesh.ops.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A control plane of ours as a process of its own, started by the launcher with the flags that it has for everybody: so its memory and CPU are
 * its own, and those that users will see. One thread.
 */
final class OwnControlPlane implements AutoCloseable {
    private final Path directory;
    private final List<String> command;
    private final String javaOptions;
    private final InetSocketAddress discovery;
    private final InetSocketAddress policy;
    private final InetSocketAddress admin;
    private @Nullable Peer process;

    private OwnControlPlane(
            Path directory,
            List<String> command,
            String javaOptions,
            InetSocketAddress discovery,
            InetSocketAddress policy,
            InetSocketAddress admin) {
        this.directory = directory;
        this.command = command;
        this.javaOptions = javaOptions;
        this.discovery = discovery;
        this.policy = policy;
        this.admin = admin;
    }

    /** Chooses its ports on loopback; starts nothing yet. */
    static OwnControlPlane in(Path launcher, Path directory, List<String> sourceFlags, String javaOptions)
            throws IOException {
        return in(new Loopback(), launcher, directory, sourceFlags, javaOptions);
    }

    /**
     * Chooses its ports; starts nothing yet.
     *
     * @param network where it will be, at the node
     * @param launcher the {@code mesh} launcher
     * @param directory for its output, and its log in {@code data}; what is there it goes on with
     * @param sourceFlags of {@code mesh controller}
     * @param javaOptions of its JVM, beside those of the launcher
     */
    static OwnControlPlane in(
            BenchNetwork network, Path launcher, Path directory, List<String> sourceFlags, String javaOptions)
            throws IOException {
        String host = network.controlPlaneAddress();
        int port = MeshPeer.freePort();
        int policyPort = MeshPeer.freePort();
        int adminPort = MeshPeer.freePort();
        List<String> command = new ArrayList<>(List.of(
                launcher.toString(),
                "controller",
                "--data-dir=" + directory.resolve("data"),
                "--bind=" + network.bindAddress(),
                "--port=" + port,
                "--policy-port=" + policyPort,
                "--admin-port=" + adminPort));
        command.addAll(sourceFlags);
        return new OwnControlPlane(
                directory,
                network.at(BenchNetwork.Place.NODE, command),
                javaOptions,
                new InetSocketAddress(host, port),
                new InetSocketAddress(host, policyPort),
                new InetSocketAddress(host, adminPort));
    }

    /**
     * Starts it, and blocks until it is ready.
     *
     * @return from its start until then
     */
    Duration start(Duration atMost) throws IOException {
        Peer started = Peer.start(
                "controller",
                command,
                Map.of("MESH_JAVA_OPTS", javaOptions),
                admin,
                directory,
                atMost,
                MeshPeer::ready);
        process = started;
        return Duration.ofNanos((long) (started.readyMillis() * 1e6));
    }

    /** Where its streams are; known before it starts. */
    InetSocketAddress discovery() {
        return discovery;
    }

    /** Where its policies are; known before it starts. */
    InetSocketAddress policy() {
        return policy;
    }

    /** Empty = not started. */
    List<Long> pids() {
        return process == null ? List.of() : process.pids();
    }

    /** Its metrics now, as Prometheus text; at most some seconds old. */
    ControllerMetricsText metrics() throws IOException, InterruptedException {
        return ControllerMetricsText.scrape(admin);
    }

    /** Has it drain and end. Idempotent. */
    @Override
    public void close() {
        if (process != null) {
            process.close();
            process = null;
        }
    }
}
