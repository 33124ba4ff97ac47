package io.reactivemesh.discovery.grpc;

import io.reactivemesh.discovery.model.EndpointSet;
import io.reactivemesh.discovery.model.ServiceProfile;
import io.reactivemesh.discovery.stage.Step;
import io.reactivemesh.wire.destination.AddrSet;
import io.reactivemesh.wire.destination.DestinationProfile;
import io.reactivemesh.wire.destination.NoEndpoints;
import io.reactivemesh.wire.destination.Update;
import io.reactivemesh.wire.destination.WeightedAddrSet;
import java.util.ArrayList;
import java.util.List;

/** The messages that tell a client about a step. */
final class Updates {
    private Updates() {}

    /**
     * The updates of an endpoint stream. The first step gives one message with everything: an {@code add}, or {@code no_endpoints} for an
     * empty set. Any other gives an {@code add} of what is new or differs, then a {@code remove} of what went, each only if there is any;
     * nothing at all between equal sets.
     */
    static List<Update> of(Step<EndpointSet> step) {
        EndpointSet after = step.after();
        if (step.before() == null && after.endpoints().isEmpty()) {
            return List.of(Update.newBuilder()
                    .setNoEndpoints(NoEndpoints.newBuilder().setExists(after.exists()))
                    .build());
        }
        EndpointSet.Delta delta = after.since(step.before() == null ? EndpointSet.UNKNOWN : step.before());
        List<Update> updates = new ArrayList<>(2);
        if (!delta.added().isEmpty()) {
            WeightedAddrSet.Builder added = WeightedAddrSet.newBuilder().putAllMetricLabels(after.labels());
            delta.added().forEach(endpoint -> added.addAddrs(Endpoints.toWire(endpoint)));
            updates.add(Update.newBuilder().setAdd(added).build());
        }
        if (!delta.removed().isEmpty()) {
            AddrSet.Builder removed = AddrSet.newBuilder();
            delta.removed().forEach(address -> removed.addAddrs(Addresses.toWire(address)));
            updates.add(Update.newBuilder().setRemove(removed).build());
        }
        return List.copyOf(updates);
    }

    /** The one message of a profile that differs from the one before. */
    static List<DestinationProfile> ofProfile(Step<ServiceProfile> step) {
        return step.after().equals(step.before()) ? List.of() : List.of(Profiles.toWire(step.after()));
    }
}
