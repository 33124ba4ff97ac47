package io.reactivemesh.actors.workload;

import io.reactivemesh.actors.journal.Differences;
import io.reactivemesh.actors.journal.Event;
import io.reactivemesh.actors.journal.Model;
import io.reactivemesh.discovery.port.HistorySource;
import java.util.ArrayList;
import java.util.List;

/** How workloads decide and apply. */
public final class WorkloadModel implements Model<WorkloadDocument> {
    @Override
    public HistorySource.Kind kind() {
        return HistorySource.Kind.WORKLOAD;
    }

    @Override
    public Class<WorkloadDocument> type() {
        return WorkloadDocument.class;
    }

    @Override
    public WorkloadDocument absent(String id) {
        return WorkloadDocument.absent(WorkloadId.parse(id));
    }

    @Override
    public List<Event> decide(WorkloadDocument state, WorkloadDocument observed, String origin) {
        WorkloadFacts before = state.facts();
        WorkloadFacts after = observed.facts();
        if (after == null) {
            String cause = origin.equals(GONE_MEANWHILE) ? origin : "workload deleted";
            return before == null ? List.of() : List.of(new WorkloadEvent.Gone(state.id(), cause));
        }
        if (before == null) {
            return List.of(new WorkloadEvent.Appeared(after, observed.ips()));
        }
        List<Event> events = new ArrayList<>();
        if (!before.equals(after)) {
            events.add(new WorkloadEvent.Changed(
                    after, WorkloadChange.words(before, after), Differences.between(before, after)));
        }
        if (!state.ips().equals(observed.ips())) {
            events.add(new WorkloadEvent.AddressesChanged(
                    state.id(), observed.ips(), List.of("ips: " + state.ips() + " -> " + observed.ips())));
        }
        return events;
    }

    @Override
    public WorkloadDocument apply(WorkloadDocument state, List<Event> events) {
        WorkloadDocument now = state;
        for (Event event : events) {
            now = apply(now, (WorkloadEvent) event);
        }
        return now;
    }

    private static WorkloadDocument apply(WorkloadDocument state, WorkloadEvent event) {
        return switch (event) {
            case WorkloadEvent.Appeared appeared -> new WorkloadDocument(state.id(), appeared.facts(), appeared.ips());
            case WorkloadEvent.Changed changed -> new WorkloadDocument(state.id(), changed.facts(), state.ips());
            case WorkloadEvent.AddressesChanged moved -> new WorkloadDocument(state.id(), state.facts(), moved.ips());
            case WorkloadEvent.Gone _ -> WorkloadDocument.absent(state.id());
        };
    }
}
