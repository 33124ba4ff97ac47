package io.reactivemesh.ops.cli;

import java.util.List;

/**
 * Whose history is asked for.
 *
 * @param kind as the service names it
 * @param text as a person would say it
 */
record HistoryKey(String kind, String id, String text) {
    /**
     * Reads a resource argument.
     *
     * @param resource {@code TYPE/NAME}, or {@code TYPE} and {@code NAME}
     */
    static HistoryKey parse(List<String> resource, String namespace) {
        String joined = String.join("/", resource);
        int slash = joined.indexOf('/');
        String type = slash < 0 ? joined : joined.substring(0, slash);
        String name = slash < 0 ? "" : joined.substring(slash + 1);
        if (name.isEmpty() || name.indexOf('/') >= 0) {
            throw new CliFailure("resource '" + joined + "' (expected: svc/NAME, pod/NAME or ip/ADDRESS)");
        }
        String namespaced = namespace + "/" + name;
        return switch (type) {
            case "svc", "service", "services" -> new HistoryKey("service", namespaced, "service " + namespaced);
            case "po", "pod", "pods" -> new HistoryKey("workload", namespaced, "pod " + namespaced);
            case "ip", "address" -> new HistoryKey("address", name, "address " + name);
            default -> throw new CliFailure("resource type '" + type + "' has no history (expected: svc, pod or ip)");
        };
    }
}
