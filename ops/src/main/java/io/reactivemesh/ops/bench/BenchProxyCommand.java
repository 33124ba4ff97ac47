package io.reactivemesh.ops.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reactivemesh.ops.netns.NamespaceException;
import io.reactivemesh.ops.redirect.FirewallException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mesh bench proxy}: the same load, directly and through nginx, HAProxy and our proxy. */
@Command(
        name = "proxy",
        description = {
            "Sends the same load directly and through nginx, HAProxy and our proxy: HTTP/1.1, HTTP/2, gRPC, and opaque TCP.",
            "With --netns, by root, client and origin are in network namespaces, and the rules of `mesh proxy-init` lead the client's",
            "connections to each proxy in its turn: the peers too, so that redirection costs all of them the same. Ours learns from the kernel where",
            "they were going, nginx and HAProxy know the origin. A pair is a proxy beside the client and one beside the origin."
        },
        footer = {"", "Exit codes: 0 measured; 1 a request failed, or a peer did not start; 2 wrong usage."})
final class BenchProxyCommand implements Callable<Integer> {
    private static final List<String> SUBJECTS = List.of("direct", "nginx", "haproxy", "mesh");
    private static final List<String> PAIRS = List.of("haproxy-pair", "mesh-pair");

    /** Where another work has run before. */
    private static final int WARMED_UP_SECONDS = 2;

    private static final int MOST_WARM_UPS = 10;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Option(
            names = "--connections",
            defaultValue = "64",
            description = "Keep-alive connections of HTTP/1.1 (default: ${DEFAULT-VALUE}).")
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

    @Option(
            names = "--only",
            split = ",",
            description = "Of direct, nginx, haproxy, mesh, with --netns also haproxy-pair, mesh-pair (default: all).")
    private List<String> only = List.of();

    @Option(
            names = "--netns",
            description = "In network namespaces, by real redirection; needs root: sudo ./mesh bench proxy --netns.")
    private boolean namespaces;

    @Option(names = "--own-netns", hidden = true, defaultValue = "${sys:mesh.node:-false}")
    private boolean ownNamespace;

    @Option(
            names = "--work",
            split = ",",
            description =
                    "Of http1, http1@RATE, tcp (opaque), tcp-bulk (opaque, responses of 64 MiB), h2-10x10, h2-10x100"
                            + " (connections × streams), grpc-10x10 (default: all).")
    private List<String> works = List.of();

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            description = "table or json.")
    private String output = "table";

    @Override
    public Integer call() throws JsonProcessingException, InterruptedException {
        List<String> subjects = new ArrayList<>(SUBJECTS);
        if (namespaces) {
            subjects.addAll(PAIRS);
        }
        if (!known("--only", only, subjects)
                || !known(
                        "--work",
                        works,
                        ProxyWork.all(rate).stream().map(ProxyWork::name).toList())) {
            return 2;
        }
        BenchReport report = new BenchReport();
        if (!Http2LoadGenerator.isThere()) {
            report.missing("HTTP/2: apt-get install nghttp2-client");
        }
        try (LoadGenerator generator = new LoadGenerator();
                ProxyBed bed = ProxyBed.open(namespaces ? RedirectedPods.open(ownNamespace) : new Loopback())) {
            Http2LoadGenerator http2Generator = bed.http2Generator();
            say("warming up the load generator");
            try (ProxySubject direct = bed.direct()) {
                ProxyWork work = ProxyWork.all(0).getFirst();
                LoadGenerator.Result _ = generator.run(
                        load(Objects.requireNonNull(bed.leadTo(direct, work.protocol())), work),
                        Duration.ofSeconds(warmUpSeconds));
            }
            for (String name : subjects) {
                if (!(only.isEmpty() || only.contains(name)) || !installed(name, report)) {
                    continue;
                }
                try (ProxySubject subject = subject(name, bed)) {
                    measure(generator, http2Generator, bed, subject, report);
                }
            }
        } catch (BenchFailure | NamespaceException | FirewallException | IOException e) {
            say("mesh bench proxy: " + e.getMessage());
            return 1;
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

    /** Whether a proxy can be started here; notes what is missing. */
    private static boolean installed(String name, BenchReport report) {
        switch (name) {
            case "nginx" -> {
                // It is here, as the origin.
                if (!NginxPeer.relays()) {
                    report.missing("nginx, opaque: apt-get install libnginx-mod-stream");
                }
            }
            case "haproxy", "haproxy-pair" -> {
                if (Peer.find("haproxy") == null) {
                    report.missing(name + ": apt-get install haproxy");
                    return false;
                }
            }
            default -> {
                // Part of this project.
            }
        }
        return true;
    }

    private static ProxySubject subject(String name, ProxyBed bed) throws IOException, InterruptedException {
        return switch (name) {
            case "direct" -> bed.direct();
            case "nginx" -> bed.nginx();
            case "haproxy" -> bed.haproxy();
            case "mesh" -> bed.mesh();
            case "haproxy-pair" -> bed.haproxyPair();
            case "mesh-pair" -> bed.meshPair();
            default -> throw new IllegalArgumentException(name);
        };
    }

    private void measure(
            LoadGenerator generator,
            Http2LoadGenerator http2Generator,
            ProxyBed bed,
            ProxySubject subject,
            BenchReport report)
            throws IOException, InterruptedException {
        boolean proxied = !subject.processes().isEmpty();
        Set<ProxyWork.Protocol> warm = EnumSet.noneOf(ProxyWork.Protocol.class);
        for (ProxyWork each : ProxyWork.all(rate)) {
            if ((each.protocol().http2() && !Http2LoadGenerator.isThere())
                    || !(works.isEmpty() || works.contains(each.name()))) {
                continue;
            }
            InetSocketAddress target = bed.leadTo(subject, each.protocol());
            if (target == null) {
                continue;
            }
            say(subject.name() + ": " + each.name());
            boolean cold = warm.add(each.protocol());
            Duration warmUp = Duration.ofSeconds(cold ? warmUpSeconds : WARMED_UP_SECONDS);
            Duration measured = Duration.ofSeconds(measuredSeconds);
            warmUp(generator, http2Generator, target, each, warmUp);
            long cpuBefore = ProcessUsage.cpuMicros(subject.pids());
            LoadGenerator.Result result = run(generator, http2Generator, target, each, measured);
            report.add(new BenchReport.Row(
                    subject.name(),
                    each.name(),
                    load(target, each).connections(),
                    result.requests(),
                    result.failures(),
                    result.requestsPerSecond(),
                    proxied
                            ? (double) (ProcessUsage.cpuMicros(subject.pids()) - cpuBefore)
                                    / Math.max(1, result.requests())
                            : null,
                    result.quantileMillis(0.5),
                    result.quantileMillis(0.99),
                    proxied ? ProcessUsage.residentMegabytes(subject.pids()) : null,
                    subject.readyMillis(),
                    each.bytes()));
        }
    }

    /** What has not answered yet is not warm: on a starved machine fail-fast refuses requests until endpoints are known. */
    private void warmUp(
            LoadGenerator generator,
            Http2LoadGenerator http2Generator,
            InetSocketAddress target,
            ProxyWork work,
            Duration length)
            throws IOException, InterruptedException {
        for (int i = 0; i < MOST_WARM_UPS; i++) {
            if (run(generator, http2Generator, target, work, length).requests() > 0) {
                return;
            }
        }
    }

    private LoadGenerator.Result run(
            LoadGenerator generator,
            Http2LoadGenerator http2Generator,
            InetSocketAddress target,
            ProxyWork work,
            Duration length)
            throws IOException, InterruptedException {
        LoadGenerator.Load load = load(target, work);
        return work.protocol().http2() ? http2Generator.run(load, work, length) : generator.run(load, length);
    }

    private LoadGenerator.Load load(InetSocketAddress address, ProxyWork work) {
        return new LoadGenerator.Load(
                address,
                MeshPeer.authority(work.protocol()),
                work.path(),
                work.connections() == 0 ? connections : work.connections(),
                work.requestsPerSecond());
    }

    private void say(String text) {
        spec.commandLine().getErr().println(text);
    }
}
