package io.reactivemesh.ops.bench;

import io.reactivemesh.ops.bench.Watch.Kind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * The measurement itself. Each round opens all streams at once, waits for the first answer of each, lets the server come to rest, makes the
 * changes one by one, each when the one before was received by everybody, and closes the streams. The last round is the result: the rounds
 * before it warm the server up.
 */
final class DiscoveryRun {
    private static final Duration FIRST_ANSWERS = Duration.ofMinutes(2);
    private static final Duration RECEIPT = Duration.ofSeconds(10);
    /** What our control plane keeps of its streams goes only this long after them. */
    private static final Duration HUBS_LINGER = Duration.ofSeconds(21);

    private final DiscoveryWork work;
    private final DiscoveryCluster cluster;
    private final InetSocketAddress server;
    private final List<Long> pids;
    private final boolean ours;
    private final Duration rest;
    private final Consumer<String> progress;

    /**
     * A run.
     *
     * @param pids of the server's processes; empty = its memory and CPU are not known
     * @param ours whether the first of them is a JVM of ours, which can be asked for its live heap
     * @param rest before memory is read, and a tenth of it between changes; rounds that only warm up take a tenth of both
     */
    DiscoveryRun(
            DiscoveryWork work,
            DiscoveryCluster cluster,
            InetSocketAddress server,
            List<Long> pids,
            boolean ours,
            Duration rest,
            Consumer<String> progress) {
        this.work = work;
        this.cluster = cluster;
        this.server = server;
        this.pids = pids;
        this.ours = ours;
        this.rest = rest;
        this.progress = progress;
    }

    /** Blocks until all rounds are over. */
    DiscoveryReport measure() throws IOException, InterruptedException {
        pause(rest);
        double idleMegabytes = ProcessUsage.residentMegabytes(pids);
        List<DiscoveryReport.Round> rounds = new ArrayList<>();
        for (int i = 1; i <= work.rounds(); i++) {
            if (i == work.rounds()) {
                pause(rest);
            }
            DiscoveryReport.Round round = round(i == work.rounds());
            progress.accept("round " + i + ": " + round.summary());
            rounds.add(round);
        }
        if (ours) {
            pause(HUBS_LINGER);
        }
        return new DiscoveryReport(work, !pids.isEmpty(), idleMegabytes, liveMegabytes(), rounds, null);
    }

    /** {@code NaN} = not known. */
    private double liveMegabytes() throws IOException, InterruptedException {
        return ours ? LiveHeap.megabytes(pids.getFirst()) : Double.NaN;
    }

    private DiscoveryReport.Round round(boolean last) throws IOException, InterruptedException {
        Duration rest = last ? this.rest : this.rest.dividedBy(10);
        double megabytesBefore = ProcessUsage.residentMegabytes(pids);
        try (WatchClient client = new WatchClient(work)) {
            long cpuBefore = ProcessUsage.cpuMicros(pids);
            long began = System.nanoTime();
            Expectation firstAnswers = client.open(server, cluster.objects(), EnumSet.allOf(Kind.class));
            if (!firstAnswers.await(FIRST_ANSWERS)) {
                throw new BenchFailure(server + " did not answer all streams in " + FIRST_ANSWERS.toSeconds() + " s: "
                        + firstAnswers.outstanding() + " of " + work.streams() + " are without");
            }
            Histogram answers = histogram();
            firstAnswers.addLatencies(began, answers);
            long opening = ProcessUsage.cpuMicros(pids) - cpuBefore;
            pause(rest);
            double megabytes = ProcessUsage.residentMegabytes(pids);
            double idle = idleCores(rest);
            Changes changes = change(client, rest.dividedBy(10));
            return new DiscoveryReport.Round(
                    answers,
                    opening,
                    new DiscoveryReport.Memory(megabytesBefore, megabytes, last ? liveMegabytes() : Double.NaN),
                    changes.writes,
                    changes.watches,
                    changes.latencies,
                    new DiscoveryReport.Cpu(idle, changes.seconds, changes.cpuMicros),
                    changes.missed,
                    client.unexpected());
        }
    }

    /** Cores that the server keeps busy with all streams open and nothing changing. */
    private double idleCores(Duration rest) {
        long cpuBefore = ProcessUsage.cpuMicros(pids);
        long began = System.nanoTime();
        pause(rest);
        return (ProcessUsage.cpuMicros(pids) - cpuBefore) * 1000.0 / (System.nanoTime() - began);
    }

    private record Changes(
            Histogram writes, Histogram watches, Histogram latencies, double seconds, long cpuMicros, long missed) {}

    private Changes change(WatchClient client, Duration between) throws IOException, InterruptedException {
        Histogram writes = histogram();
        Histogram watches = histogram();
        Histogram latencies = histogram();
        long missed = 0;
        long cpuBefore = ProcessUsage.cpuMicros(pids);
        long began = System.nanoTime();
        for (int i = 0; i < work.changes(); i++) {
            boolean whole = i % 2 == 1;
            Expectation receipt = client.expectChange(whole ? Kind.ADD : Kind.REMOVE);
            DiscoveryCluster.Written written = cluster.write(whole);
            writes.recordValue(written.accepted() - written.began());
            written.told().ifPresent(told -> watches.recordValue(told - written.began()));
            if (!receipt.await(RECEIPT)) {
                missed += receipt.outstanding();
            }
            receipt.addLatencies(written.began(), latencies);
            pause(between);
        }
        return new Changes(
                writes,
                watches,
                latencies,
                (System.nanoTime() - began) / 1e9,
                ProcessUsage.cpuMicros(pids) - cpuBefore,
                missed);
    }

    private static Histogram histogram() {
        return new Histogram(TimeUnit.MINUTES.toNanos(5), 3);
    }

    private static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
