package io.reactivemesh.actors.kube;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fields that nothing reads, as a tree of names: what is large enough to be worth passing over while it is parsed. A conversion that is to
 * read one of them has to take it out of here.
 */
final class Untouched {
    /** Of all kinds: no two kinds that are read mean something else by one of these. */
    static final Untouched FIELDS = new Untouched()
            .with("metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration")
            .with("spec", "template")
            .with("spec", "volumes")
            .with("spec", "affinity")
            .with("spec", "tolerations")
            .withContainers("containers")
            .withContainers("initContainers")
            .with("spec", "ephemeralContainers")
            .with("status", "containerStatuses")
            .with("status", "initContainerStatuses")
            .with("status", "ephemeralContainerStatuses")
            .with("status", "images")
            .with("status", "volumesAttached")
            .with("status", "volumesInUse");

    private final Map<String, Untouched> children = new HashMap<>();

    /** The fields of this one's field, null = all of it is read. */
    @Nullable
    Untouched below(String field) {
        return children.get(field);
    }

    /** Whether the whole of it is passed over. */
    boolean isWhole() {
        return children.isEmpty();
    }

    private Untouched withContainers(String list) {
        Untouched result = this;
        for (String field : new String[] {
            "args",
            "command",
            "lifecycle",
            "livenessProbe",
            "readinessProbe",
            "resources",
            "securityContext",
            "startupProbe",
            "volumeMounts"
        }) {
            result = result.with("spec", list, field);
        }
        return result;
    }

    private Untouched with(String... path) {
        Untouched at = this;
        for (String step : path) {
            at = at.children.computeIfAbsent(step, _ -> new Untouched());
        }
        return this;
    }
}
