package io.reactivemesh.actors.answers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Kubernetes objects by {@code Kind name} or {@code Kind namespace/name}. What is said of an object that is there already is merged into it
 * as RFC 7386 has it: lists are replaced, null takes away.
 */
final class World {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> VERSIONS = Map.ofEntries(
            Map.entry("Namespace", "v1"),
            Map.entry("Node", "v1"),
            Map.entry("Service", "v1"),
            Map.entry("Pod", "v1"),
            Map.entry("EndpointSlice", "discovery.k8s.io/v1"),
            Map.entry("ReplicaSet", "apps/v1"),
            Map.entry("Job", "batch/v1"),
            Map.entry("ServiceProfile", "linkerd.io/v1alpha2"),
            Map.entry("Server", "policy.linkerd.io/v1beta3"),
            Map.entry("ExternalWorkload", "workload.linkerd.io/v1beta1"),
            Map.entry("HTTPRoute", "gateway.networking.k8s.io/v1"),
            Map.entry("GRPCRoute", "gateway.networking.k8s.io/v1"),
            Map.entry("HTTPRoute.policy.linkerd.io", "policy.linkerd.io/v1beta3"));

    private final String namespace;
    private final Map<String, ObjectNode> objects;

    private World(String namespace, Map<String, ObjectNode> objects) {
        this.namespace = namespace;
        this.objects = objects;
    }

    /**
     * A world of nothing.
     *
     * @param namespace of objects that do not say theirs
     */
    static World empty(String namespace) {
        return new World(namespace, new LinkedHashMap<>());
    }

    World with(@Nullable Object changes) {
        Map<String, ObjectNode> changed = new LinkedHashMap<>(objects);
        if (changes instanceof Map<?, ?> map) {
            map.forEach((key, change) -> {
                String text = String.valueOf(key);
                if (change == null) {
                    if (changed.remove(text) == null) {
                        throw new IllegalArgumentException("there is no " + text + " to take away");
                    }
                } else {
                    ObjectNode before = changed.containsKey(text) ? changed.get(text) : created(text);
                    changed.put(text, merged(before.deepCopy(), JSON.valueToTree(change)));
                }
            });
        }
        return new World(namespace, changed);
    }

    private ObjectNode created(String key) {
        String[] kindAndName = key.split(" ", -1);
        String kind = kindAndName[0];
        String version = VERSIONS.get(kind);
        if (kindAndName.length != 2 || version == null) {
            throw new IllegalArgumentException(key + " (expected: one of " + VERSIONS.keySet() + " and a name)");
        }
        ObjectNode object = JSON.createObjectNode().put("apiVersion", version).put("kind", kind.split("\\.", 2)[0]);
        ObjectNode metadata = object.putObject("metadata");
        int slash = kindAndName[1].indexOf('/');
        metadata.put("name", kindAndName[1].substring(slash + 1));
        if (!kind.equals("Namespace") && !kind.equals("Node")) {
            metadata.put("namespace", slash < 0 ? namespace : kindAndName[1].substring(0, slash));
        }
        return object;
    }

    private static ObjectNode merged(ObjectNode into, JsonNode change) {
        change.properties().forEach(field -> {
            JsonNode value = field.getValue();
            if (value.isNull()) {
                into.remove(field.getKey());
            } else if (value.isObject()) {
                JsonNode before = into.get(field.getKey());
                ObjectNode to = before instanceof ObjectNode object ? object : JSON.createObjectNode();
                into.set(field.getKey(), merged(to, value));
            } else {
                into.set(field.getKey(), value);
            }
        });
        return into;
    }

    /** All objects as a Kubernetes list in JSON. */
    String manifests() {
        ObjectNode list = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "List");
        list.putArray("items").addAll(objects.values());
        return list.toString();
    }
}
