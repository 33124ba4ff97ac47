package io.reactivemesh.ops.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mesh bench proxy}: the same load, directly and through nginx, HAProxy and our proxy. */
@Command(
        name = "proxy",
        description =
                "Sends the same load directly and through nginx, HAProxy and our proxy: HTTP/1.1, and opaque TCP.",
        footer = {"", "Exit codes: 0 measured; 1 a request failed, or a peer did not start; 2 wrong usage."})
final class BenchProxyCommand implements Callable<Integer> {
    private static final List<String> SUBJECTS = List.of("direct", "nginx", "haproxy", "mesh");

    /** Where another work has run before. */
    private static final int WARMED_UP_SECONDS = 2;

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
    private List<String> only = SUBJECTS;

    @Option(
            names = "--work",
            split = ",",
            description = "Of http1, http1@RATE, tcp (opaque), tcp-bulk (opaque, responses of 64 MiB) (default: all).")
    private List<String> works = List.of();

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
        if (!known("--only", only, SUBJECTS)
                || !known(
                        "--work",
                        works,
                        ProxyWork.all(rate).stream().map(ProxyWork::name).toList())) {
            return 2;
        }
        Path directory = Files.createTempDirectory("mesh-bench");
        BenchReport report = new BenchReport();
        int originPort = MeshPeer.freePort();
        try (LoadGenerator generator = new LoadGenerator();
                Peer origin = NginxPeer.origin(directory, originPort);
                // Beside all of them, and at rest when its turn comes: what it costs to start is nobody's latency.
                OwnControlPlane controlPlane = MeshPeer.controlPlane(launcher(), directory, originPort)) {
            say("warming up the load generator");
            generator.run(load(origin.address(), ProxyWork.all(0).getFirst()), Duration.ofSeconds(warmUpSeconds));
            for (String name : SUBJECTS) {
                if (!only.contains(name)) {
                    continue;
                }
                if (!name.equals("mesh") && !name.equals("direct") && Peer.find(name) == null) {
                    report.missing(name + ": apt-get install " + (name.equals("nginx") ? "nginx-light" : name));
                    continue;
                }
                if (name.equals("nginx") && !NginxPeer.relays()) {
                    report.missing("nginx, opaque: apt-get install libnginx-mod-stream");
                }
                try (ProxySubject subject = subject(name, directory, origin, controlPlane)) {
                    measure(generator, subject, report);
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

    private boolean known(String option, List<String> asked, List<String> possible) {
        List<String> unknown =
                asked.stream().filter(each -> !possible.contains(each)).toList();
        if (!unknown.isEmpty()) {
            say(option + ": " + String.join(", ", unknown) + " (expected: of " + String.join(", ", possible) + ")");
        }
        return unknown.isEmpty();
    }

    private static ProxySubject subject(String name, Path directory, Peer origin, OwnControlPlane controlPlane)
            throws IOException {
        InetSocketAddress application = origin.address();
        return switch (name) {
            case "direct" ->
                new ProxySubject(
                        name,
                        Map.of(ProxyWork.Protocol.HTTP1, application, ProxyWork.Protocol.OPAQUE, application),
                        null);
            case "nginx" -> NginxPeer.proxy(directory, application.getPort());
            case "haproxy" -> HaproxyPeer.start(directory, application.getPort());
            case "mesh" -> MeshPeer.start(launcher(), directory, application, controlPlane.discovery());
            default -> throw new IllegalArgumentException(name);
        };
    }

    private void measure(LoadGenerator generator, ProxySubject subject, BenchReport report)
            throws InterruptedException {
        Peer proxy = subject.process();
        for (ProxyWork each : ProxyWork.all(rate)) {
            InetSocketAddress target = subject.target(each);
            if (target == null || !(works.isEmpty() || works.contains(each.name()))) {
                continue;
            }
            say(subject.name() + ": " + each.name());
            boolean warm = each.requestsPerSecond() > 0 || each.bytes() > 0;
            generator.run(load(target, each), Duration.ofSeconds(warm ? WARMED_UP_SECONDS : warmUpSeconds));
            long cpuBefore = proxy == null ? 0 : ProcessUsage.cpuMicros(proxy.pids());
            LoadGenerator.Result result = generator.run(load(target, each), Duration.ofSeconds(measuredSeconds));
            report.add(new BenchReport.Row(
                    subject.name(),
                    each.name(),
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
                    proxy == null ? null : proxy.readyMillis(),
                    each.bytes()));
        }
    }

    private LoadGenerator.Load load(InetSocketAddress address, ProxyWork work) {
        return new LoadGenerator.Load(
                address,
                MeshPeer.AUTHORITY,
                work.path(),
                work.connections() == 0 ? connections : work.connections(),
                work.requestsPerSecond());
    }

    private static Path launcher() throws IOException {
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
