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
 * @param rounds in order, at least one
 * @param api what the server has asked of the Kubernetes API; null = not known
 */
record DiscoveryReport(
        DiscoveryWork work,
        boolean processKnown,
        double idleMegabytes,
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
     * @param megabytes the server's resident memory with all streams open, at rest
     * @param writes how long each change took to be accepted, nanoseconds: no update can be expected much before
     * @param propagation of each update, nanoseconds from the write to its receipt
     * @param updatesCpuMicros the server's CPU time for all changes
     * @param missed updates that a stream did not receive
     * @param unexpected messages that no change accounts for
     */
    record Round(
            Histogram firstAnswers,
            long openingCpuMicros,
            double megabytes,
            Histogram writes,
            Histogram propagation,
            long updatesCpuMicros,
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
                    megabytes);
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
        json.put("rss_mb_streams", known(last.megabytes()));
        json.put("kib_per_stream", known((last.megabytes() - idleMegabytes) * 1024 / work.streams()));
        json.put("write_ms", percentiles(last.writes()));
        json.put("propagation_ms", percentiles(last.propagation()));
        json.put("updates", updates);
        json.put("cpu_us_per_update", known((double) last.updatesCpuMicros() / Math.max(1, updates)));
        json.put("api_requests", api == null ? null : api.requests());
        json.put("api_requests_in_rounds", api == null ? null : api.requestsInRounds());
        json.put("api_received_bytes", api == null ? null : api.receivedBytes());
        json.put("missed", rounds.stream().mapToLong(Round::missed).sum());
        json.put("unexpected", rounds.stream().mapToLong(Round::unexpected).sum());
        return json;
    }

    DiscoveryReport with(ApiUsage usage) {
        return new DiscoveryReport(work, processKnown, idleMegabytes, rounds, usage);
    }

    private static Map<String, Object> percentiles(Histogram nanos) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("p50", millis(nanos.getValueAtPercentile(50)));
        json.put("p99", millis(nanos.getValueAtPercentile(99)));
        json.put("max", millis(nanos.getMaxValue()));
        return json;
    }

    private @Nullable Double known(double value) {
        return processKnown ? rounded(value) : null;
    }

    private static double millis(long nanos) {
        return rounded(nanos / 1e6);
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
