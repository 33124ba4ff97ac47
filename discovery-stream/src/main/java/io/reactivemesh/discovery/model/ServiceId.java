package io.reactivemesh.discovery.model;

/** The namespace and name of a Kubernetes Service; {@code namespace/name} in text. */
public record ServiceId(String namespace, String name) implements Comparable<ServiceId> {
    @Override
    public int compareTo(ServiceId other) {
        int byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
