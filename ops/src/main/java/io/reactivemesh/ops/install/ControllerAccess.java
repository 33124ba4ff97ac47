package io.reactivemesh.ops.install;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Who {@code mesh controller} is in a cluster and what it may do there: a namespace, a ServiceAccount, a ClusterRole and its binding, under
 * the names that Linkerd's destination service has, which it takes the place of.
 */
public final class ControllerAccess {
    private ControllerAccess() {}

    /** The objects, in an order in which they can be created. */
    public static List<ObjectNode> render(InstallValues values) {
        return Templates.read("controller-rbac.yaml").stream()
                .map(object -> Marks.set(inNamespace(object, values.namespace()), values))
                .toList();
    }

    private static ObjectNode inNamespace(ObjectNode object, String namespace) {
        ObjectNode metadata = object.withObjectProperty("metadata");
        String clusterWide = "linkerd-" + namespace + "-destination";
        switch (object.get("kind").asText()) {
            case "Namespace" -> metadata.put("name", namespace);
            case "ServiceAccount" -> metadata.put("namespace", namespace);
            case "ClusterRole" -> metadata.put("name", clusterWide);
            case "ClusterRoleBinding" -> {
                metadata.put("name", clusterWide);
                object.withObjectProperty("roleRef").put("name", clusterWide);
                for (JsonNode subject : object.get("subjects")) {
                    ((ObjectNode) subject).put("namespace", namespace);
                }
            }
            default ->
                throw new IllegalStateException("controller-rbac.yaml: " + object.get("kind") + " is not known here");
        }
        return object;
    }
}
