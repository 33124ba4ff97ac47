package io.reactivemesh.ops.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mesh bench proxy}: the same load, directly and through nginx, HAProxy and our proxy. */
@Command(
        name = "proxy",
        description =
                "Sends the same load directly and through nginx, HAProxy and our proxy: HTTP/1.1, HTTP/2, gRPC, and opaque TCP.",
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

    @Option(names = "--only", split = ",", description = "Of direct, nginx, haproxy, mesh (default: all).")
    private List<String> only = SUBJECTS;

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
        if (!known("--only", only, SUBJECTS)
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
                ProxyBed bed = ProxyBed.open()) {
            Http2LoadGenerator http2Generator = bed.http2Generator();
            say("warming up the load generator");
            try (ProxySubject direct = bed.direct()) {
                ProxyWork work = ProxyWork.all(0).getFirst();
                LoadGenerator.Result _ = generator.run(
                        load(Objects.requireNonNull(direct.target(work)), work), Duration.ofSeconds(warmUpSeconds));
            }
            for (String name : SUBJECTS) {
                if (!only.contains(name) || !installed(name, report)) {
                    continue;
                }
                try (ProxySubject subject = subject(name, bed)) {
                    measure(generator, http2Generator, subject, report);
                }
            }
        } catch (BenchFailure | IOException e) {
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
            case "haproxy" -> {
                if (Peer.find(name) == null) {
                    report.missing("haproxy: apt-get install haproxy");
                    return false;
                }
            }
            default -> {
                // Part of this project.
            }
        }
        return true;
    }

    private static ProxySubject subject(String name, ProxyBed bed) throws IOException {
        return switch (name) {
            case "direct" -> bed.direct();
            case "nginx" -> bed.nginx();
            case "haproxy" -> bed.haproxy();
            case "mesh" -> bed.mesh();
            default -> throw new IllegalArgumentException(name);
        };
    }

    private void measure(
            LoadGenerator generator, Http2LoadGenerator http2Generator, ProxySubject subject, BenchReport report)
            throws IOException, InterruptedException {
        Peer proxy = subject.process();
        for (ProxyWork each : ProxyWork.all(rate)) {
            InetSocketAddress target = subject.target(each);
            boolean http2 = each.protocol().http2();
            if (target == null
                    || (http2 && !Http2LoadGenerator.isThere())
                    || !(works.isEmpty() || works.contains(each.name()))) {
                continue;
            }
            say(subject.name() + ": " + each.name());
            boolean warm = each.requestsPerSecond() > 0 || each.bytes() > 0;
            Duration warmUp = Duration.ofSeconds(warm ? WARMED_UP_SECONDS : warmUpSeconds);
            Duration measured = Duration.ofSeconds(measuredSeconds);
            LoadGenerator.Result _ = run(generator, http2Generator, target, each, warmUp);
            long cpuBefore = proxy == null ? 0 : ProcessUsage.cpuMicros(proxy.pids());
            LoadGenerator.Result result = run(generator, http2Generator, target, each, measured);
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
                work.protocol().http2() ? MeshPeer.HTTP2_AUTHORITY : MeshPeer.AUTHORITY,
                work.path(),
                work.connections() == 0 ? connections : work.connections(),
                work.requestsPerSecond());
    }

    private void say(String text) {
        spec.commandLine().getErr().println(text);
    }
}
