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
     * @param rest before memory is read; a tenth of it to see what an idle server costs, a hundredth between changes, and a thousandth in
     *     rounds that only warm up. Our control plane keeps hubs for 20 s after their last stream, and a runtime gives memory back when it
     *     has had nothing to do for a while
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
        settle();
        double idleMegabytes = ProcessUsage.residentMegabytes(pids);
        double liveMegabytes = Double.NaN;
        List<DiscoveryReport.Round> rounds = new ArrayList<>();
        for (int i = 1; i <= work.rounds(); i++) {
            if (i == work.rounds()) {
                settle();
                liveMegabytes = liveMegabytes();
            }
            DiscoveryReport.Round round = round(i == work.rounds());
            progress.accept("round " + i + ": " + round.summary());
            rounds.add(round);
        }
        return new DiscoveryReport(work, !pids.isEmpty(), idleMegabytes, liveMegabytes, rounds, null);
    }

    private void settle() {
        progress.accept("waiting " + rest.toMillis() + " ms, for the server to settle");
        pause(rest);
    }

    /** {@code NaN} = not known. */
    private double liveMegabytes() throws IOException, InterruptedException {
        return ours ? LiveHeap.megabytes(pids.getFirst()) : Double.NaN;
    }

    private DiscoveryReport.Round round(boolean last) throws IOException, InterruptedException {
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
            if (last) {
                settle();
            }
            double megabytes = ProcessUsage.residentMegabytes(pids);
            double idle = last ? idleCores() : Double.NaN;
            Changes changes = change(client, rest.dividedBy(last ? 100 : 1000));
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
    private double idleCores() {
        long cpuBefore = ProcessUsage.cpuMicros(pids);
        long began = System.nanoTime();
        pause(rest.dividedBy(10));
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
