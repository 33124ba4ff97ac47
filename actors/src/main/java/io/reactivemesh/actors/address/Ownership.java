package io.reactivemesh.actors.address;

import io.reactivemesh.actors.address.AddressDocument.Owner;
import io.reactivemesh.actors.workload.WorkloadId;
import io.reactivemesh.discovery.model.Revision;
import io.reactivemesh.discovery.model.ServiceId;
import java.util.List;

/** Who is meant by an address: a cluster IP before a workload's own IP before a host port. */
public sealed interface Ownership {
    /** A Service. */
    record OfService(ServiceId id) implements Ownership {}

    /** A workload, at its own address. */
    record OfWorkload(WorkloadId id) implements Ownership {}

    /**
     * A workload, at a port of its node.
     *
     * @param behind its own port that the node's leads to; 0 = not known
     */
    record OfHostPort(WorkloadId id, int behind) implements Ownership {}

    /** Nobody that we know of. */
    record OfNobody(Revision since) implements Ownership {
        /** Nobody is nobody, whenever it was found out. */
        @Override
        public boolean equals(Object other) {
            return other instanceof OfNobody;
        }

        @Override
        public int hashCode() {
            return 0;
        }
    }

    /** More than one. */
    record Disputed(String reason) implements Ownership {}

    /** Tells who is meant by a port of the address. */
    static Ownership of(AddressDocument document, Revision revision, int port) {
        List<Owner.Service> services = claims(document, Owner.Service.class);
        if (!services.isEmpty()) {
            return services.size() == 1 ? new OfService(services.getFirst().id()) : disputed(document, services);
        }
        List<Owner.Workload> workloads = claims(document, Owner.Workload.class);
        if (!workloads.isEmpty()) {
            return workloads.size() == 1 ? new OfWorkload(workloads.getFirst().id()) : disputed(document, workloads);
        }
        List<Owner.HostPort> hosts = claims(document, Owner.HostPort.class).stream()
                .filter(host -> host.port() == port)
                .toList();
        if (!hosts.isEmpty()) {
            Owner.HostPort first = hosts.getFirst();
            return hosts.size() == 1 ? new OfHostPort(first.id(), first.behind()) : disputed(document, hosts);
        }
        return new OfNobody(revision);
    }

    private static <O extends Owner> List<O> claims(AddressDocument document, Class<O> kind) {
        return document.owners().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    private static Ownership disputed(AddressDocument document, List<? extends Owner> claims) {
        return new Disputed(document.ip() + " is claimed by " + AddressModel.words(List.copyOf(claims)));
    }
}
