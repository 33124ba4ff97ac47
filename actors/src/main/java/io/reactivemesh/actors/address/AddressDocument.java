package io.reactivemesh.actors.address;

import io.reactivemesh.actors.journal.Document;
import io.reactivemesh.actors.workload.WorkloadId;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.discovery.model.ServiceId;
import io.reactivemesh.discovery.port.HistorySource;
import java.util.List;

/**
 * Who claims an IP: the desired document of one {@code AddressEntity}.
 *
 * @param owners sorted, without duplicates; empty = nobody
 */
public record AddressDocument(IpAddress ip, List<Owner> owners) implements Document {
    public AddressDocument {
        owners = List.copyOf(owners);
    }

    /** The document of an IP that nobody claims. */
    public static AddressDocument absent(IpAddress ip) {
        return new AddressDocument(ip, List.of());
    }

    /** The key of an IP. */
    public static HistorySource.Key key(IpAddress ip) {
        return new HistorySource.Key(HistorySource.Kind.ADDRESS, ip.toString());
    }

    @Override
    public HistorySource.Key key() {
        return key(ip);
    }

    @Override
    public boolean exists() {
        return !owners.isEmpty();
    }

    /** One claim to an IP. */
    public sealed interface Owner {
        /** The IP is a cluster IP of a Service. */
        record Service(ServiceId id) implements Owner {}

        /** The IP is a workload's own. */
        record Workload(WorkloadId id) implements Owner {}

        /**
         * The IP is a node's, on which a pod has a host port.
         *
         * @param behind the pod's own port that it leads to; 0 = not known, in old logs
         */
        record HostPort(int port, int behind, WorkloadId id) implements Owner {}
    }
}
