package io.reactivemesh.actors.workload;

import io.reactivemesh.discovery.model.IpAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a workload should be: the desired document of one {@code WorkloadEntity}.
 *
 * @param facts null = the workload does not exist (any more)
 * @param ips its own addresses, primary first; empty for host network
 */
public record WorkloadDocument(WorkloadId id, @Nullable WorkloadFacts facts, List<IpAddress> ips) {
    public WorkloadDocument {
        ips = List.copyOf(ips);
    }

    /** The document of a workload that is gone. */
    public static WorkloadDocument absent(WorkloadId id) {
        return new WorkloadDocument(id, null, List.of());
    }
}
