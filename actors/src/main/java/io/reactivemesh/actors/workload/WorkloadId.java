package io.reactivemesh.actors.workload;

/** The kind, namespace and name of a workload. The entity id is {@link #toString}. */
public record WorkloadId(Kind kind, String namespace, String name) implements Comparable<WorkloadId> {
    /** Kinds of workload. */
    public enum Kind {
        POD,
        EXTERNAL_WORKLOAD
    }

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException naming the text when it is something else
     */
    public static WorkloadId parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length == 3 && parts[0].equals("pod")) {
            return new WorkloadId(Kind.POD, parts[1], parts[2]);
        }
        if (parts.length == 3 && parts[0].equals("externalworkload")) {
            return new WorkloadId(Kind.EXTERNAL_WORKLOAD, parts[1], parts[2]);
        }
        throw new IllegalArgumentException("not a workload id: '" + text + "'");
    }

    @Override
    public int compareTo(WorkloadId other) {
        int byNamespace = namespace.compareTo(other.namespace);
        int byName = byNamespace != 0 ? byNamespace : name.compareTo(other.name);
        return byName != 0 ? byName : kind.compareTo(other.kind);
    }

    /** {@code pod/namespace/name} or {@code externalworkload/namespace/name}. */
    @Override
    public String toString() {
        return (kind == Kind.POD ? "pod" : "externalworkload") + "/" + namespace + "/" + name;
    }
}
