package io.reactivemesh.actors.translate;

import io.reactivemesh.actors.address.AddressDocument.Owner;
import io.reactivemesh.actors.workload.WorkloadId;
import io.reactivemesh.discovery.model.ServiceId;
import java.util.Comparator;

/**
 * One object's claim to an IP. Ordered: Services, workloads, host ports; then by port, namespace, name.
 *
 * @param rank of the owner's kind
 * @param port host port; 0 for the other kinds
 */
record Claim(int rank, int port, String namespace, String name, Owner owner) implements Comparable<Claim> {
    private static final Comparator<Claim> ORDER = Comparator.comparingInt(Claim::rank)
            .thenComparingInt(Claim::port)
            .thenComparing(Claim::namespace)
            .thenComparing(Claim::name);

    static Claim of(ServiceId id) {
        return new Claim(0, 0, id.namespace(), id.name(), new Owner.Service(id));
    }

    static Claim of(WorkloadId id) {
        return new Claim(1, 0, id.namespace(), id.name(), new Owner.Workload(id));
    }

    static Claim of(int port, int behind, WorkloadId id) {
        return new Claim(2, port, id.namespace(), id.name(), new Owner.HostPort(port, behind, id));
    }

    @Override
    public int compareTo(Claim other) {
        return ORDER.compare(this, other);
    }
}
