package io.reactivemesh.actors.translate;

import java.util.Comparator;

/**
 * Which Kubernetes object. Two manifests with the same key describe the same object.
 *
 * @param namespace empty for kinds that have none
 */
public record ObjectKey(Kind kind, String namespace, String name) implements Comparable<ObjectKey> {
    private static final Comparator<ObjectKey> ORDER = Comparator.comparing(ObjectKey::kind)
            .thenComparing(ObjectKey::namespace)
            .thenComparing(ObjectKey::name);

    /** The kinds that are read. */
    public enum Kind {
        NAMESPACE("Namespace", false),
        NODE("Node", false),
        SERVICE_ACCOUNT("ServiceAccount", true),
        SERVICE("Service", true),
        ENDPOINT_SLICE("EndpointSlice", true),
        POD("Pod", true),
        REPLICA_SET("ReplicaSet", true),
        JOB("Job", true),
        EXTERNAL_WORKLOAD("ExternalWorkload", true),
        SERVER("Server", true),
        SERVICE_PROFILE("ServiceProfile", true);

        private final String text;
        private final boolean namespaced;

        Kind(String text, boolean namespaced) {
            this.text = text;
            this.namespaced = namespaced;
        }

        /** The value of {@code kind} in a manifest. */
        public String text() {
            return text;
        }

        public boolean namespaced() {
            return namespaced;
        }
    }

    @Override
    public int compareTo(ObjectKey other) {
        return ORDER.compare(this, other);
    }

    /** {@code Service emojivoto/web-svc}, {@code Node kind-worker}. */
    @Override
    public String toString() {
        return kind.text() + " " + (namespace.isEmpty() ? name : namespace + "/" + name);
    }
}
