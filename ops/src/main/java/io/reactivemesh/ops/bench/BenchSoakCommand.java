package io.reactivemesh.ops.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mesh bench soak}: mixed load and clients that abort at random, for long; what it leaves in the proxy. */
@Command(
        name = "soak",
        description = {
            "Loads our proxy with HTTP/1.1, opaque TCP and bulk transfers for long, while other clients abort at random:",
            "memory has to stay flat, no request may fail or get stuck, and no connection may be left."
        },
        footer = {"", "Exit codes: 0 no fault; 1 a fault, or the proxy did not start; 2 wrong usage."})
final class BenchSoakCommand implements Callable<Integer> {
    private static final int INTERVALS = 12;
    private static final Duration SETTLE = Duration.ofSeconds(20);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Option(names = "--minutes", defaultValue = "20", description = "How long (default: ${DEFAULT-VALUE}).")
    private int minutes;

    @Option(
            names = "--rate",
            defaultValue = "500",
            description = "Requests a second of each work (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(names = "--aborting", defaultValue = "32", description = "Clients that abort (default: ${DEFAULT-VALUE}).")
    private int aborting;

    @Option(names = "--seed", defaultValue = "1", description = "Of what they do (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = {"-o", "--output"},
            defaultValue = "table",
            description = "table or json.")
    private String output = "table";

    @Override
    public Integer call() throws InterruptedException {
        if (minutes < 1) {
            spec.commandLine().getErr().println("--minutes: " + minutes + " (expected: at least 1)");
            return 2;
        }
        try (ProxyBed bed = ProxyBed.open(new Loopback());
                ProxySubject mesh = bed.mesh()) {
            SoakReport report = soak(mesh);
            if (output.equals("json")) {
                spec.commandLine().getOut().println(new ObjectMapper().writeValueAsString(report.json()));
            } else {
                report.print(spec.commandLine().getOut());
            }
            return report.faults().isEmpty() ? 0 : 1;
        } catch (BenchFailure | IOException e) {
            spec.commandLine().getErr().println("mesh bench soak: " + e.getMessage());
            return 1;
        }
    }

    private SoakReport soak(ProxySubject mesh) throws IOException, InterruptedException {
        Peer process = mesh.processes().getFirst();
        SoakReport report = new SoakReport(sources(process));
        List<ProxyWork> works = List.of(
                new ProxyWork("http1", ProxyWork.Protocol.HTTP1, "/", 16, rate, 0, 1),
                new ProxyWork("tcp", ProxyWork.Protocol.OPAQUE, "/", 16, rate, 0, 1),
                new ProxyWork(
                        "tcp-bulk", ProxyWork.Protocol.OPAQUE, ProxyWork.BULK_PATH, 2, 2, ProxyWork.BULK_BYTES, 1));
        Duration interval = Duration.ofMinutes(minutes).dividedBy(INTERVALS);
        try (AbortingClients clients =
                new AbortingClients(aborting, new ArrayList<>(mesh.addresses().values()), authority(), seed)) {
            for (int i = 1; i <= INTERVALS; i++) {
                Map<String, SoakReport.Sample.Work> answers = load(mesh, works, interval);
                SoakReport.Sample sample = new SoakReport.Sample(
                        interval.multipliedBy(i).toSeconds(),
                        answers,
                        clients.aborts(),
                        ProcessUsage.residentMegabytes(process.pids()),
                        ProcessUsage.openFiles(process.pids()));
                report.add(sample);
                spec.commandLine().getErr().println(sample.summary());
            }
        }
        report.after(sourcesAtRest(process, report));
        return report;
    }

    private static Map<String, SoakReport.Sample.Work> load(ProxySubject mesh, List<ProxyWork> works, Duration length)
            throws IOException, InterruptedException {
        Map<String, SoakReport.Sample.Work> answers = new LinkedHashMap<>();
        try (LoadGenerator generator = new LoadGenerator();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<ProxyWork, Future<LoadGenerator.Result>> running = new LinkedHashMap<>();
            for (ProxyWork work : works) {
                LoadGenerator.Load load = new LoadGenerator.Load(
                        Objects.requireNonNull(mesh.addresses().get(work.protocol())),
                        authority(),
                        work.path(),
                        work.connections(),
                        work.requestsPerSecond());
                running.put(work, threads.submit(() -> generator.run(load, length)));
            }
            for (Map.Entry<ProxyWork, Future<LoadGenerator.Result>> each : running.entrySet()) {
                LoadGenerator.Result result = each.getValue().get();
                answers.put(each.getKey().name(), new SoakReport.Sample.Work(result.requests(), result.failures()));
            }
        } catch (ExecutionException e) {
            throw new IOException("the load could not be sent", e.getCause());
        }
        return answers;
    }

    private static String authority() {
        return MeshPeer.authority(ProxyWork.Protocol.HTTP1);
    }

    private static long sourcesAtRest(Peer process, SoakReport report) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + SETTLE.toNanos();
        while (true) {
            long sources = sources(process);
            if (report.atRest(sources) || System.nanoTime() > deadline) {
                return sources;
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    /** Connections from clients that the proxy counts as open, that of the question included. */
    private static long sources(Peer process) throws IOException, InterruptedException {
        return ControllerMetricsText.scrape(process.address()).sum("tcp_open_connections", "peer=\"src\"");
    }
}
