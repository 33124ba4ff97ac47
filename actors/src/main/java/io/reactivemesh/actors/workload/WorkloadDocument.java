package io.reactivemesh.actors.workload;

import io.reactivemesh.actors.journal.Document;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.discovery.port.HistorySource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a workload should be: the desired document of one {@code WorkloadEntity}.
 *
 * @param facts null = the workload does not exist (any more)
 * @param ips its own addresses, primary first; empty for host network
 */
public record WorkloadDocument(WorkloadId id, @Nullable WorkloadFacts facts, List<IpAddress> ips) implements Document {
    public WorkloadDocument {
        ips = List.copyOf(ips);
    }

    /** The document of a workload that is gone. */
    public static WorkloadDocument absent(WorkloadId id) {
        return new WorkloadDocument(id, null, List.of());
    }

    /** The key of a workload. */
    public static HistorySource.Key key(WorkloadId id) {
        return new HistorySource.Key(HistorySource.Kind.WORKLOAD, id.toString());
    }

    @Override
    public HistorySource.Key key() {
        return key(id);
    }

    @Override
    public boolean exists() {
        return facts != null;
    }
}
