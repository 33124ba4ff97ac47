package io.reactivemesh.ops.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table of workloads as text. Pure. */
final class DemoTable {
    private static final String HEADER_FORMAT = "%-16s %7s %9s %10s %12s %12s %12s %9s";
    private static final String HEADER = HEADER_FORMAT.formatted(
            "WORKLOAD", "MESHED", "SUCCESS", "RPS", "LATENCY_P50", "LATENCY_P95", "LATENCY_P99", "TCP_CONN");

    private DemoTable() {}

    /**
     * A line of the table.
     *
     * @param proxiesReady of {@code pods}
     */
    record Line(
            String workload, int proxiesReady, int pods, Counts counts, double requestsPerSecond, int connections) {}

    static List<String> render(List<Line> lines) {
        List<String> table = new ArrayList<>();
        table.add(HEADER);
        for (Line line : lines) {
            Counts counts = line.counts();
            table.add(HEADER_FORMAT.formatted(
                    line.workload(),
                    line.proxiesReady() + "/" + line.pods(),
                    counts.responses() > 0 ? format("%.2f%%", counts.successRate() * 100) : "-",
                    format("%.1frps", line.requestsPerSecond()),
                    millis(counts.quantile(0.5)),
                    millis(counts.quantile(0.95)),
                    millis(counts.quantile(0.99)),
                    line.connections()));
        }
        return table;
    }

    private static String millis(double value) {
        return Double.isNaN(value) ? "-" : format(value < 9.95 ? "%.1fms" : "%.0fms", value);
    }

    private static String format(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
