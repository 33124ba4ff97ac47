package io.reactivemesh.ops.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What pods have to know of a Service to call it by name.
 *
 * @param clusterIp an IP address
 */
record ServicePlan(String namespace, String name, String clusterIp) {
    /** Reads a Service object; null when it has no address, as headless ones. */
    static @Nullable ServicePlan read(JsonNode service) {
        String clusterIp = service.at("/spec/clusterIP").asText();
        return clusterIp.isEmpty() || clusterIp.equals("None")
                ? null
                : new ServicePlan(
                        service.at("/metadata/namespace").asText("default"),
                        service.at("/metadata/name").asText(),
                        clusterIp);
    }

    /** The names by which a pod of some namespace may call it, the full one first. */
    List<String> names(String fromNamespace) {
        String full = name + "." + namespace + ".svc";
        List<String> everywhere = List.of(full + ".cluster.local", full, name + "." + namespace);
        return fromNamespace.equals(namespace)
                ? List.of(everywhere.get(0), everywhere.get(1), everywhere.get(2), name)
                : everywhere;
    }
}
