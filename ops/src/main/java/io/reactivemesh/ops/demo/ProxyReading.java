package io.reactivemesh.ops.demo;

import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one proxy's {@code /metrics} say at one moment.
 *
 * @param counts since that proxy started, in the direction asked for
 * @param openConnections from the side that sends the requests
 * @param controlPlaneAway whether some client of it has no connection to the control plane
 */
record ProxyReading(Counts counts, int openConnections, boolean controlPlaneAway) {
    static final ProxyReading NONE = new ProxyReading(Counts.NONE, 0, false);

    /**
     * Reads an exposition.
     *
     * @param direction {@code inbound} or {@code outbound}
     * @param ports for inbound: the target ports that belong to the application; the admin server's own requests are inbound too, and
     *     are not to be counted
     */
    static ProxyReading read(String exposition, String direction, List<Integer> ports) {
        double[] sums = new double[4];
        NavigableMap<Double, Double> buckets = new TreeMap<>();
        MetricsText.read(exposition, (name, labels, value) -> {
            if (name.equals("mesh_control_connected")) {
                sums[3] += value == 0 ? 1 : 0;
                return;
            }
            if (!direction.equals(labels.get("direction"))
                    || (direction.equals("inbound") && !isApplicationPort(labels.get("target_port"), ports))) {
                return;
            }
            switch (name) {
                case "response_total" -> {
                    sums[0] += value;
                    sums[1] += "success".equals(labels.get("classification")) ? value : 0;
                }
                case "response_latency_ms_bucket" ->
                    buckets.merge(MetricsText.number(labels.getOrDefault("le", "+Inf")), value, Double::sum);
                case "tcp_open_connections" -> sums[2] += "src".equals(labels.get("peer")) ? value : 0;
                default -> {}
            }
        });
        return new ProxyReading(new Counts(sums[0], sums[1], buckets), (int) sums[2], sums[3] > 0);
    }

    private static boolean isApplicationPort(@Nullable String port, List<Integer> ports) {
        return port != null && ports.stream().anyMatch(declared -> port.equals(Integer.toString(declared)));
    }
}
