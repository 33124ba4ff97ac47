package io.reactivemesh.actors.translate;

import io.reactivemesh.actors.address.AddressDocument;
import io.reactivemesh.actors.service.ServiceDocument;
import io.reactivemesh.actors.workload.WorkloadDocument;
import io.reactivemesh.discovery.port.HistorySource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The documents that one atomic change of the source led to. Only documents that differ from those of the batches before are in it.
 *
 * @param origin where the change came from, in words, for the log: {@code initial list}, {@code edit of web.yaml}, {@code repair}
 * @param complete the first batch of a source: it holds every document that exists; what the log knows and this lacks is gone
 * @param zoneByNode node name → zone of all nodes, when it changed; null = as before
 * @param quarantined objects refused by this change
 * @param undecided keys of objects that exist and whose documents can't be made: what is known of them stays, however complete this is
 * @param seen when the source saw the first of what is in it; null = just now
 */
public record Batch(
        String origin,
        boolean complete,
        List<ServiceDocument> services,
        List<WorkloadDocument> workloads,
        List<AddressDocument> addresses,
        @Nullable Map<String, String> zoneByNode,
        List<Quarantined> quarantined,
        Set<HistorySource.Key> undecided,
        @Nullable Instant seen) {
    public Batch {
        services = List.copyOf(services);
        workloads = List.copyOf(workloads);
        addresses = List.copyOf(addresses);
        quarantined = List.copyOf(quarantined);
        undecided = Set.copyOf(undecided);
    }

    /** As this, seen at a time. */
    public Batch seenAt(Instant at) {
        return new Batch(origin, complete, services, workloads, addresses, zoneByNode, quarantined, undecided, at);
    }

    /** Whether it tells nothing. */
    public boolean isEmpty() {
        return services.isEmpty()
                && workloads.isEmpty()
                && addresses.isEmpty()
                && zoneByNode == null
                && quarantined.isEmpty();
    }

    /**
     * An object that was refused; its last good version stays live.
     *
     * @param place file and line, or {@code API server}
     * @param object {@code Service emojivoto/web-svc}
     * @param reason what is wrong and what would be right
     */
    public record Quarantined(String place, String object, String reason) {}
}
