package io.reactivemesh.ops.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
            defaultValue = "50",
            description = "Of each round: an endpoint goes and comes back in turn (default: ${DEFAULT-VALUE}).")
    private int changes;

    @Option(
            names = "--rounds",
            defaultValue = "30",
            description = "The last one counts, those before warm the JVM up (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--rest",
            defaultValue = "21000",
            paramLabel = "MILLIS",
            description = "Before memory is read; a hundredth of it between changes (default: ${DEFAULT-VALUE}).")
    private int restMillis;

    @Mixin
    private ClusterOptions clusterOptions = new ClusterOptions();

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

    @Option(
            names = "--cold-start",
            description =
                    "Instead of all that: starts its own control plane on these objects, and once more with the log"
                            + " that the first left, and measures when they answer and what that takes.")
    private boolean coldStart;

    @Override
    public Integer call() throws IOException, InterruptedException {
        DiscoveryWork work;
        try {
            work = work();
        } catch (BenchFailure e) {
            say(String.valueOf(e.getMessage()));
            return 2;
        }
        Path directory = Files.createTempDirectory("mesh-bench");
        try (DiscoveryCluster cluster = clusterOptions.create(directory, services, endpoints, this::say)) {
            if (coldStart) {
                print(measureColdStart(cluster, directory));
                return 0;
            }
            DiscoveryReport report =
                    address != null ? measure(work, cluster, parse(address)) : measureOwn(work, cluster, directory);
            print(report.json());
            return report.failed() ? 1 : 0;
        } catch (BenchFailure e) {
            say(String.valueOf(e.getMessage()));
            return 1;
        } finally {
            FolderCluster.delete(directory);
        }
    }

    private DiscoveryWork work() {
        return new DiscoveryWork(
                streams,
                connections,
                services,
                endpoints,
                watchers != null ? watchers : Math.max(1, streams / Math.max(1, services)),
                changes,
                rounds);
    }

    private Map<String, @Nullable Object> measureColdStart(DiscoveryCluster cluster, Path directory)
            throws IOException, InterruptedException {
        ColdStart start = new ColdStart(cluster, services, Duration.ofMillis(restMillis), this::say);
        List<String> flags = clusterOptions.controllerFlags(cluster);
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("services", services);
        json.put("pods", services * endpoints);
        json.put(
                "cold",
                start.measure(OwnControlPlane.in(launcher(), directory, flags, javaOptions))
                        .json());
        json.put(
                "restart",
                start.measure(OwnControlPlane.in(launcher(), directory, flags, javaOptions))
                        .json());
        return json;
    }

    private DiscoveryReport measure(DiscoveryWork work, DiscoveryCluster cluster, InetSocketAddress server)
            throws IOException, InterruptedException {
        Arrival.await(server, cluster.objects(), services, ARRIVAL);
        return run(work, cluster, server, pid == null ? List.of() : List.of(pid), false);
    }

    private DiscoveryReport measureOwn(DiscoveryWork work, DiscoveryCluster cluster, Path directory)
            throws IOException, InterruptedException {
        List<String> flags = clusterOptions.controllerFlags(cluster);
        try (OwnControlPlane controlPlane = OwnControlPlane.in(launcher(), directory, flags, javaOptions)) {
            say("control plane ready after " + controlPlane.start(ARRIVAL).toMillis() + " ms");
            long requestsBefore = controlPlane.metrics().apiRequests();
            DiscoveryReport report = run(work, cluster, controlPlane.discovery(), controlPlane.pids(), true);
            ControllerMetricsText metrics = controlPlane.metrics();
            return report.with(new DiscoveryReport.ApiUsage(
                    metrics.apiRequests(), metrics.apiReceivedBytes(), metrics.apiRequests() - requestsBefore));
        }
    }

    private DiscoveryReport run(
            DiscoveryWork work, DiscoveryCluster cluster, InetSocketAddress server, List<Long> pids, boolean ours)
            throws IOException, InterruptedException {
        return new DiscoveryRun(work, cluster, server, pids, ours, Duration.ofMillis(restMillis), this::say).measure();
    }

    private static Path launcher() {
        String home = System.getProperty("mesh.home");
        if (home == null) {
            throw new BenchFailure("mesh.home is not set: start this as `mesh bench discovery`, by the mesh launcher");
        }
        return Path.of(home, "mesh");
    }

    private static InetSocketAddress parse(String address) {
        int colon = address.lastIndexOf(':');
        try {
            return new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new BenchFailure("--address: '" + address + "' (expected: HOST:PORT)", e);
        }
    }

    private void print(Map<String, @Nullable Object> results) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (output.equals("json")) {
            out.println(new ObjectMapper().writeValueAsString(results));
        } else {
            results.forEach((name, value) -> out.printf("%-28s %s%n", name, value == null ? "-" : value));
        }
    }

    private void say(String text) {
        spec.commandLine().getErr().println(text);
    }
}
