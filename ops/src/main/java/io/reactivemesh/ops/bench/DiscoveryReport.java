package io.reactivemesh.ops.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a run of {@code mesh bench discovery} came to. The last round counts.
 *
 * @param processKnown whether the server's memory and CPU were read
 * @param idleMegabytes resident memory of the server before the first stream
 * @param liveMegabytes its live heap after the last stream was closed, and what belonged to it forgotten; {@code NaN} = not known, as
 *     everywhere
 * @param rounds in order, at least one
 * @param api what the server has asked of the Kubernetes API; null = not known
 */
record DiscoveryReport(
        DiscoveryWork work,
        boolean processKnown,
        double idleMegabytes,
        double liveMegabytes,
        List<Round> rounds,
        @Nullable ApiUsage api) {
    /**
     * Use of the Kubernetes API.
     *
     * @param requests that the server sent, from its start to the end of the run
     * @param receivedBytes that it was sent for them
     * @param requestsInRounds of these, those sent after it was ready
     */
    record ApiUsage(long requests, long receivedBytes, long requestsInRounds) {}

    /**
     * One round.
     *
     * @param firstAnswers of each stream, nanoseconds from the first connection attempt
     * @param openingCpuMicros the server's CPU time for connections, streams and first answers
     * @param writes how long each change took to be accepted, nanoseconds
     * @param watches until a watch that does nothing else was told of it; empty = there was none
     * @param propagation of each update, nanoseconds from the write to its receipt
     * @param cpu of the server while changes were made
     * @param missed updates that a stream did not receive
     * @param unexpected messages that no change accounts for
     */
    record Round(
            Histogram firstAnswers,
            long openingCpuMicros,
            Memory memory,
            Histogram writes,
            Histogram watches,
            Histogram propagation,
            Cpu cpu,
            long missed,
            long unexpected) {
        /** For people who wait. */
        String summary() {
            return String.format(
                    Locale.ROOT,
                    "first answers %.0f ms, changes written in p50 %.1f ms, %d updates p50 %.1f / p99 %.1f / max %.1f ms, %.0f MB",
                    millis(firstAnswers.getMaxValue()),
                    millis(writes.getValueAtPercentile(50)),
                    propagation.getTotalCount(),
                    millis(propagation.getValueAtPercentile(50)),
                    millis(propagation.getValueAtPercentile(99)),
                    millis(propagation.getMaxValue()),
                    memory.open());
        }
    }

    /**
     * Memory of the server around a round, in MB.
     *
     * @param before resident, before its streams were opened
     * @param open resident, with all of them open, at rest
     * @param live heap in use with all of them open, when garbage was collected
     */
    record Memory(double before, double open, double live) {}

    /**
     * CPU time of the server around the changes of a round.
     *
     * @param idleCores that it kept busy just before, when nothing changed
     * @param seconds that the changes took, pauses included
     * @param micros its CPU time in these
     */
    record Cpu(double idleCores, double seconds, long micros) {
        private double microsBesidesIdle() {
            return Math.max(0, micros - idleCores * seconds * 1e6);
        }
    }

    boolean failed() {
        return rounds.stream().anyMatch(round -> round.missed() > 0 || round.unexpected() > 0);
    }

    /** The form that scripts read. What is not known is null. */
    Map<String, @Nullable Object> json() {
        Round last = rounds.getLast();
        long updates = last.propagation().getTotalCount();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("streams", work.streams());
        json.put("connections", work.connections());
        json.put("services", work.services());
        json.put("endpoints", work.endpoints());
        json.put("watchers", work.watchers());
        json.put("changes", work.changes());
        json.put("first_answers_ms", millis(last.firstAnswers().getMaxValue()));
        json.put("first_answer_p99_ms", millis(last.firstAnswers().getValueAtPercentile(99)));
        json.put(
                "first_answers_ms_by_round",
                rounds.stream()
                        .map(round -> millis(round.firstAnswers().getMaxValue()))
                        .toList());
        json.put("cpu_us_per_first_answer", known((double) last.openingCpuMicros() / work.streams()));
        json.put("rss_mb_idle", known(idleMegabytes));
        json.put("rss_mb_streams", known(last.memory().open()));
        json.put("kib_per_stream", known(perStream(last.memory().open() - idleMegabytes)));
        json.put(
                "kib_per_stream_warm",
                known(perStream(last.memory().open() - last.memory().before())));
        json.put("live_mb_idle", known(liveMegabytes));
        json.put("live_mb_streams", known(last.memory().live()));
        json.put("live_kib_per_stream", known(perStream(last.memory().live() - liveMegabytes)));
        json.put("write_ms", percentiles(last.writes()));
        json.put("watch_ms", last.watches().getTotalCount() == 0 ? null : percentiles(last.watches()));
        json.put("propagation_ms", percentiles(last.propagation()));
        json.put("updates", updates);
        json.put("cpu_us_per_update", known((double) last.cpu().micros() / Math.max(1, updates)));
        json.put("cpu_us_per_update_above_idle", known(last.cpu().microsBesidesIdle() / Math.max(1, updates)));
        json.put("cpu_percent_idle", known(100 * last.cpu().idleCores()));
        json.put("api_requests", api == null ? null : api.requests());
        json.put("api_requests_in_rounds", api == null ? null : api.requestsInRounds());
        json.put("api_received_bytes", api == null ? null : api.receivedBytes());
        json.put("missed", rounds.stream().mapToLong(Round::missed).sum());
        json.put("unexpected", rounds.stream().mapToLong(Round::unexpected).sum());
        return json;
    }

    DiscoveryReport with(ApiUsage usage) {
        return new DiscoveryReport(work, processKnown, idleMegabytes, liveMegabytes, rounds, usage);
    }

    private static Map<String, Object> percentiles(Histogram nanos) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("p50", millis(nanos.getValueAtPercentile(50)));
        json.put("p99", millis(nanos.getValueAtPercentile(99)));
        json.put("max", millis(nanos.getMaxValue()));
        return json;
    }

    private @Nullable Double known(double value) {
        return processKnown && !Double.isNaN(value) ? rounded(value) : null;
    }

    private double perStream(double megabytes) {
        return megabytes * 1024 / work.streams();
    }

    private static double millis(long nanos) {
        return rounded(nanos / 1e6);
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
