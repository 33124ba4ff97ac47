package io.reactivemesh.ops.bench;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of a run of {@code mesh bench proxy}, as a table or as one JSON object. */
final class BenchReport {
    private static final double MEBIBYTE = 1 << 20;
    private static final double GIBIBYTE = 1 << 30;

    private final List<Row> rows = new ArrayList<>();
    private final List<String> missing = new ArrayList<>();

    /**
     * One proxy under one kind of work.
     *
     * @param work as in {@link ProxyWork}
     * @param connections of the load
     * @param cpuMicrosPerRequest user and system time of the processes of the proxy, or of the pair; null = there is no proxy
     * @param residentMegabytes after the work; null = there is no proxy
     * @param readyMillis from start to ready; null = there is no proxy
     * @param bytes of a response, where a bandwidth is the point; else 0
     */
    record Row(
            String proxy,
            String work,
            int connections,
            long requests,
            long failures,
            double requestsPerSecond,
            @Nullable Double cpuMicrosPerRequest,
            double p50Millis,
            double p99Millis,
            @Nullable Double residentMegabytes,
            @Nullable Double readyMillis,
            long bytes) {

        /** Response bytes a second, in MiB; null = not the point. */
        @Nullable
        Double mebibytesPerSecond() {
            return bytes == 0 ? null : requestsPerSecond * bytes / MEBIBYTE;
        }

        /** CPU time of the proxy for each GiB of responses; null = not the point, or there is no proxy. */
        @Nullable
        Double cpuMillisPerGibibyte() {
            return bytes == 0 || cpuMicrosPerRequest == null ? null : cpuMicrosPerRequest / 1000 * GIBIBYTE / bytes;
        }
    }

    void add(Row row) {
        rows.add(row);
    }

    /** Notes a peer that could not be measured, and why. */
    void missing(String peer) {
        missing.add(peer);
    }

    boolean failed() {
        return rows.isEmpty() || rows.stream().anyMatch(row -> row.failures() > 0 || row.requests() == 0);
    }

    /** The form that scripts read: {@code results[]}, {@code missing[]}. */
    Map<String, Object> json() {
        List<Map<String, Object>> results = new ArrayList<>();
        for (Row row : rows) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("proxy", row.proxy());
            result.put("work", row.work());
            result.put("connections", row.connections());
            result.put("requests", row.requests());
            result.put("failures", row.failures());
            result.put("requests_per_second", rounded(row.requestsPerSecond()));
            result.put("cpu_us_per_request", rounded(row.cpuMicrosPerRequest()));
            result.put("p50_ms", rounded(row.p50Millis()));
            result.put("p99_ms", rounded(row.p99Millis()));
            result.put("rss_mb", rounded(row.residentMegabytes()));
            result.put("ready_ms", rounded(row.readyMillis()));
            result.put("cpu_ratio_to_haproxy", rounded(ratio(row)));
            if (row.bytes() > 0) {
                result.put("mib_per_second", rounded(row.mebibytesPerSecond()));
                result.put("cpu_ms_per_gib", rounded(row.cpuMillisPerGibibyte()));
            }
            results.add(result);
        }
        return Map.of("results", results, "missing", missing);
    }

    void print(PrintWriter out) {
        out.printf(
                "%-12s %-12s %5s %10s %8s %12s %10s %8s %8s %8s %9s %8s %11s%n",
                "PROXY",
                "WORK",
                "CONNS",
                "REQ/S",
                "FAILED",
                "CPU µs/req",
                "×haproxy",
                "P50 ms",
                "P99 ms",
                "RSS MB",
                "READY ms",
                "MiB/s",
                "CPU ms/GiB");
        for (Row row : rows) {
            out.printf(
                    Locale.ROOT,
                    "%-12s %-12s %5d %10.0f %8d %12s %10s %8.2f %8.2f %8s %9s %8s %11s%n",
                    row.proxy(),
                    row.work(),
                    row.connections(),
                    row.requestsPerSecond(),
                    row.failures(),
                    text(row.cpuMicrosPerRequest(), "%.1f"),
                    text(ratio(row), "%.2f"),
                    row.p50Millis(),
                    row.p99Millis(),
                    text(row.residentMegabytes(), "%.0f"),
                    text(row.readyMillis(), "%.0f"),
                    text(row.mebibytesPerSecond(), "%.0f"),
                    text(row.cpuMillisPerGibibyte(), "%.0f"));
        }
        missing.forEach(peer -> out.println("not measured: " + peer));
    }

    private @Nullable Double ratio(Row row) {
        Double own = row.cpuMicrosPerRequest();
        String peer = row.proxy().endsWith("-pair") ? "haproxy-pair" : "haproxy";
        for (Row other : rows) {
            Double theirs = other.cpuMicrosPerRequest();
            if (own != null
                    && theirs != null
                    && theirs > 0
                    && other.proxy().equals(peer)
                    && other.work().equals(row.work())) {
                return own / theirs;
            }
        }
        return null;
    }

    private static String text(@Nullable Double value, String format) {
        return value == null ? "-" : String.format(Locale.ROOT, format, value);
    }

    private static @Nullable Double rounded(@Nullable Double value) {
        return value == null ? null : Math.round(value * 1000) / 1000.0;
    }
}
