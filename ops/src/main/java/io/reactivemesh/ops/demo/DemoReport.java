package io.reactivemesh.ops.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * What a run of the demo came to.
 *
 * @param measured how long was counted
 * @param workloads counts by workload
 * @param serving workloads with servers; the sums are over these, so that each request counts once, where it arrives
 * @param controlPlaneReady from its start to its first ready answer
 * @param proxiesReady from the start of the first proxy to the first ready answer of the last
 */
record DemoReport(
        Duration measured,
        SortedMap<String, Counts> workloads,
        Map<String, Boolean> serving,
        Duration controlPlaneReady,
        Duration proxiesReady) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** All requests that arrived at a workload. */
    Counts all() {
        Counts all = Counts.NONE;
        for (Map.Entry<String, Counts> workload : workloads.entrySet()) {
            if (serving.getOrDefault(workload.getKey(), false)) {
                all = all.plus(workload.getValue());
            }
        }
        return all;
    }

    /** Whether every workload had traffic, and some of it succeeded. */
    boolean worked() {
        return !workloads.isEmpty() && silent().isEmpty();
    }

    /** Workloads without a single success. */
    List<String> silent() {
        return workloads.entrySet().stream()
                .filter(workload -> workload.getValue().successes() <= 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** One JSON object on one line. Numbers that are not known are null. */
    String toJson() {
        Counts all = all();
        ObjectNode report = JSON.createObjectNode();
        report.put("requests", Math.round(all.responses()));
        put(report, "success_rate", all.successRate(), 1e6);
        latency(report, all);
        var list = report.putArray("workloads");
        workloads.forEach((name, counts) -> {
            ObjectNode workload = list.addObject().put("name", name);
            put(workload, "rps", counts.responses() * 1e9 / Math.max(1, measured.toNanos()), 1e2);
            put(workload, "success_rate", counts.successRate(), 1e6);
            latency(workload, counts);
        });
        report.put("proxies_ready_ms", proxiesReady.toMillis());
        report.put("control_plane_ready_ms", controlPlaneReady.toMillis());
        return report.toString();
    }

    private static void latency(ObjectNode object, Counts counts) {
        ObjectNode latency = object.putObject("latency_ms");
        put(latency, "p50", counts.quantile(0.50), 1e3);
        put(latency, "p95", counts.quantile(0.95), 1e3);
        put(latency, "p99", counts.quantile(0.99), 1e3);
    }

    /** Puts a number with as many digits as make sense. */
    private static void put(ObjectNode object, String key, double value, double unitsOfOne) {
        if (Double.isFinite(value)) {
            object.put(key, Math.round(value * unitsOfOne) / unitsOfOne);
        } else {
            object.putNull(key);
        }
    }
}
