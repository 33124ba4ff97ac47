package io.reactivemesh.ops.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mesh bench proxy}: the same load, directly and through nginx, HAProxy and our proxy. */
@Command(
        name = "proxy",
        description = "Sends the same HTTP/1.1 load directly and through nginx, HAProxy and our proxy.",
        footer = {"", "Exit codes: 0 measured; 1 a request failed, or a peer did not start; 2 wrong usage."})
final class BenchProxyCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Option(
            names = "--connections",
            defaultValue = "64",
            description = "Keep-alive connections (default: ${DEFAULT-VALUE}).")
    private int connections;

    @Option(
            names = "--warm-up",
            defaultValue = "10",
            paramLabel = "SECONDS",
            description = "Unmeasured load first (default: ${DEFAULT-VALUE}).")
    private int warmUpSeconds;

    @Option(
            names = "--duration",
            defaultValue = "10",
            paramLabel = "SECONDS",
            description = "Measured load (default: ${DEFAULT-VALUE}).")
    private int measuredSeconds;

    @Option(
            names = "--rate",
            defaultValue = "10000",
            description = "Requests a second of the paced work; 0 leaves it out (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(names = "--only", split = ",", description = "Of direct, nginx, haproxy, mesh (default: all).")
    private List<String> only = List.of("direct", "nginx", "haproxy", "mesh");

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            description = "table or json.")
    private String output = "table";

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (Peer.find("nginx") == null) {
            say("nginx is needed as the origin of all measurements: apt-get install nginx-light");
            return 1;
        }
        Path directory = Files.createTempDirectory("mesh-bench");
        BenchReport report = new BenchReport();
        int originPort = MeshPeer.freePort();
        try (LoadGenerator generator = new LoadGenerator();
                Peer origin = Peer.origin(directory, originPort)) {
            say("warming up the load generator");
            generator.run(load(origin.address(), 0), Duration.ofSeconds(warmUpSeconds));
            if (only.contains("direct")) {
                measure(generator, "direct", origin.address(), null, report);
            }
            for (String peer : List.of("nginx", "haproxy")) {
                if (!only.contains(peer)) {
                    continue;
                }
                if (Peer.find(peer) == null) {
                    report.missing(peer + ": apt-get install " + (peer.equals("nginx") ? "nginx-light" : peer));
                    continue;
                }
                int port = MeshPeer.freePort();
                try (Peer proxy = peer.equals("nginx")
                        ? Peer.nginx(directory, port, originPort)
                        : Peer.haproxy(directory, port, originPort)) {
                    measure(generator, peer, proxy.address(), proxy, report);
                }
            }
            if (only.contains("mesh")) {
                int port = MeshPeer.freePort();
                try (MeshPeer mesh = MeshPeer.start(launcher(), directory, port, originPort)) {
                    measure(
                            generator,
                            "mesh",
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                            mesh.proxy(),
                            report);
                }
            }
        } finally {
            delete(directory);
        }
        if (output.equals("json")) {
            spec.commandLine().getOut().println(new ObjectMapper().writeValueAsString(report.json()));
        } else {
            report.print(spec.commandLine().getOut());
        }
        return report.failed() ? 1 : 0;
    }

    private void measure(
            LoadGenerator generator, String name, InetSocketAddress address, @Nullable Peer proxy, BenchReport report)
            throws InterruptedException {
        List<Integer> rates = new ArrayList<>(List.of(0));
        if (rate > 0) {
            rates.add(rate);
        }
        for (int pace : rates) {
            String work = pace == 0 ? "http1" : "http1@" + pace;
            say(name + ": " + work);
            generator.run(load(address, pace), Duration.ofSeconds(pace == 0 ? warmUpSeconds : 2));
            long cpuBefore = proxy == null ? 0 : ProcessUsage.cpuMicros(proxy.pids());
            LoadGenerator.Result result = generator.run(load(address, pace), Duration.ofSeconds(measuredSeconds));
            report.add(new BenchReport.Row(
                    name,
                    work,
                    result.requests(),
                    result.failures(),
                    result.requestsPerSecond(),
                    proxy == null
                            ? null
                            : (double) (ProcessUsage.cpuMicros(proxy.pids()) - cpuBefore)
                                    / Math.max(1, result.requests()),
                    result.quantileMillis(0.5),
                    result.quantileMillis(0.99),
                    proxy == null ? null : ProcessUsage.residentMegabytes(proxy.pids()),
                    proxy == null ? null : proxy.readyMillis()));
        }
    }

    private LoadGenerator.Load load(InetSocketAddress address, int pace) {
        return new LoadGenerator.Load(address, MeshPeer.AUTHORITY, connections, pace);
    }

    private Path launcher() throws IOException {
        String home = System.getProperty("mesh.home");
        if (home == null) {
            throw new IOException("mesh.home is not set: start this as `mesh bench proxy`, by the mesh launcher");
        }
        return Path.of(home, "mesh");
    }

    private void say(String text) {
        spec.commandLine().getErr().println(text);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
