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
        SERVICE_PROFILE("ServiceProfile", true),
        HTTP_ROUTE("HTTPRoute", true),
        GRPC_ROUTE("GRPCRoute", true),
        POLICY_HTTP_ROUTE("HTTPRoute", true, "HTTPRoute.policy.linkerd.io");

        private final String text;
        private final boolean namespaced;
        private final String words;

        Kind(String text, boolean namespaced) {
            this(text, namespaced, text);
        }

        Kind(String text, boolean namespaced, String words) {
            this.text = text;
            this.namespaced = namespaced;
            this.words = words;
        }

        /** The value of {@code kind} in a manifest. */
        public String text() {
            return text;
        }

        public boolean namespaced() {
            return namespaced;
        }

        /** The same with its API group where another kind is called alike: no two have the same words. */
        public String words() {
            return words;
        }
    }

    @Override
    public int compareTo(ObjectKey other) {
        return ORDER.compare(this, other);
    }

    /** {@code Service emojivoto/web-svc}, {@code Node kind-worker}. */
    @Override
    public String toString() {
        return kind.words() + " " + (namespace.isEmpty() ? name : namespace + "/" + name);
    }
}
