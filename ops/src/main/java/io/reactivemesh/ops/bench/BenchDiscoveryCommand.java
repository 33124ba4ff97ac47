package io.reactivemesh.ops.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mesh bench discovery}: what it costs to tell many proxies of a change. */
@Command(
        name = "discovery",
        description = {
            "Opens discovery streams, changes an endpoint, and measures answers, propagation, memory and CPU.",
            "Without --address it starts a control plane of its own, as a process of its own."
        },
        footer = {"", "Exit codes: 0 measured; 1 a stream failed or missed an update; 2 wrong usage."})
final class BenchDiscoveryCommand implements Callable<Integer> {
    /** How long a server that is there already may take to hear of the objects. */
    private static final Duration ARRIVAL = Duration.ofMinutes(2);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Option(names = "--streams", defaultValue = "1000", description = "Get streams (default: ${DEFAULT-VALUE}).")
    private int streams;

    @Option(
            names = "--connections",
            defaultValue = "100",
            description = "Connections that carry them (default: ${DEFAULT-VALUE}).")
    private int connections;

    @Option(names = "--services", defaultValue = "200", description = "Services (default: ${DEFAULT-VALUE}).")
    private int services;

    @Option(
            names = "--endpoints",
            defaultValue = "10",
            description = "Meshed pods of each Service (default: ${DEFAULT-VALUE}).")
    private int endpoints;

    @Option(
            names = "--watchers",
            description = "Streams that watch the Service that changes (default: streams / services).")
    private @Nullable Integer watchers;

    @Option(
            names = "--changes",
            defaultValue = "20",
            description = "An endpoint goes and comes back in turn (default: ${DEFAULT-VALUE}).")
    private int changes;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            description = "The last one counts, those before warm up (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--rest",
            defaultValue = "2000",
            paramLabel = "MILLIS",
            description = "Before memory is read; a tenth of it between changes (default: ${DEFAULT-VALUE}).")
    private int restMillis;

    @Option(
            names = "--source",
            paramLabel = "DIR",
            description = "Folder for the manifests; it is deleted afterwards (default: a temporary one).")
    private @Nullable Path source;

    @Option(
            names = "--address",
            paramLabel = "HOST:PORT",
            description = "A destination service that is already there, and reads --source.")
    private @Nullable String address;

    @Option(names = "--pid", description = "Process at --address, for its memory and CPU.")
    private @Nullable Long pid;

    @Option(
            names = "--java-opts",
            paramLabel = "OPTIONS",
            description = "Of the JVM of its own control plane, e.g. -XX:StartFlightRecording=filename=mesh.jfr.")
    private String javaOptions = "";

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            description = "table or json.")
    private String output = "table";

    @Override
    public Integer call() throws IOException, InterruptedException {
        DiscoveryWork work = new DiscoveryWork(
                streams,
                connections,
                services,
                endpoints,
                watchers != null ? watchers : Math.max(1, streams / services),
                changes,
                rounds);
        Path directory = Files.createTempDirectory("mesh-bench");
        try (DiscoveryCluster cluster =
                FolderCluster.create(source != null ? source : directory.resolve("manifests"), services, endpoints)) {
            DiscoveryReport report =
                    address != null ? measure(work, cluster, parse(address)) : measureOwn(work, cluster, directory);
            if (output.equals("json")) {
                spec.commandLine().getOut().println(new ObjectMapper().writeValueAsString(report.json()));
            } else {
                report.print(spec.commandLine().getOut());
            }
            return report.failed() ? 1 : 0;
        } catch (BenchFailure e) {
            say(String.valueOf(e.getMessage()));
            return 1;
        } finally {
            FolderCluster.delete(directory);
        }
    }

    private DiscoveryReport measure(DiscoveryWork work, DiscoveryCluster cluster, InetSocketAddress server)
            throws IOException, InterruptedException {
        Arrival.await(server, cluster.objects(), services, ARRIVAL);
        List<Long> pids = pid == null ? List.of() : List.of(pid);
        return run(work, cluster, server, pids);
    }

    private DiscoveryReport measureOwn(DiscoveryWork work, DiscoveryCluster cluster, Path directory)
            throws IOException, InterruptedException {
        int port = MeshPeer.freePort();
        int adminPort = MeshPeer.freePort();
        List<String> command = new ArrayList<>(List.of(
                launcher().toString(),
                "controller",
                "--source=" + cluster.source(),
                "--data-dir=" + directory.resolve("data"),
                "--port=" + port,
                "--admin-port=" + adminPort));
        try (Peer controller = Peer.start(
                "controller",
                command,
                Map.of("MESH_JAVA_OPTS", javaOptions),
                new InetSocketAddress("127.0.0.1", adminPort),
                directory,
                MeshPeer::ready)) {
            say("control plane ready after " + Math.round(controller.readyMillis()) + " ms");
            return run(work, cluster, new InetSocketAddress("127.0.0.1", port), controller.pids());
        }
    }

    private DiscoveryReport run(DiscoveryWork work, DiscoveryCluster cluster, InetSocketAddress server, List<Long> pids)
            throws IOException, InterruptedException {
        return new DiscoveryRun(work, cluster, server, pids, Duration.ofMillis(restMillis), this::say).measure();
    }

    private static InetSocketAddress parse(String address) {
        int colon = address.lastIndexOf(':');
        try {
            return new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new BenchFailure("--address: '" + address + "' (expected: HOST:PORT)", e);
        }
    }

    private static Path launcher() {
        String home = System.getProperty("mesh.home");
        if (home == null) {
            throw new BenchFailure("mesh.home is not set: start this as `mesh bench discovery`, by the mesh launcher");
        }
        return Path.of(home, "mesh");
    }

    private void say(String text) {
        spec.commandLine().getErr().println(text);
    }
}
