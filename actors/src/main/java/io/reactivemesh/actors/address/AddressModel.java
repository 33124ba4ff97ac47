package io.reactivemesh.actors.address;

import io.reactivemesh.actors.address.AddressDocument.Owner;
import io.reactivemesh.actors.journal.Event;
import io.reactivemesh.actors.journal.Model;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.discovery.port.HistorySource;
import java.util.List;
import java.util.stream.Collectors;

/** How addresses decide and apply. */
public final class AddressModel implements Model<AddressDocument> {
    @Override
    public HistorySource.Kind kind() {
        return HistorySource.Kind.ADDRESS;
    }

    @Override
    public Class<AddressDocument> type() {
        return AddressDocument.class;
    }

    @Override
    public AddressDocument absent(String id) {
        return AddressDocument.absent(IpAddress.parse(id));
    }

    @Override
    public List<Event> decide(AddressDocument state, AddressDocument observed, String origin) {
        if (state.owners().equals(observed.owners())) {
            return List.of();
        }
        return List.of(new AddressEvent.OwnersChanged(
                observed.owners(),
                origin.equals(GONE_MEANWHILE) ? origin : cause(state.owners(), observed.owners()),
                List.of("owners: " + words(state.owners()) + " -> " + words(observed.owners()))));
    }

    private static String cause(List<Owner> before, List<Owner> after) {
        List<Owner> gained =
                after.stream().filter(owner -> !before.contains(owner)).toList();
        List<Owner> lost =
                before.stream().filter(owner -> !after.contains(owner)).toList();
        String claimed = gained.isEmpty() ? "" : "claimed by " + words(gained);
        String released = lost.isEmpty() ? "" : "released by " + words(lost);
        return claimed + (gained.isEmpty() || lost.isEmpty() ? "" : ", ") + released;
    }

    @Override
    public AddressDocument apply(AddressDocument state, List<Event> events) {
        AddressDocument now = state;
        for (Event event : events) {
            now = switch ((AddressEvent) event) {
                case AddressEvent.OwnersChanged changed -> new AddressDocument(state.ip(), changed.owners());
            };
        }
        return now;
    }

    static String words(List<Owner> owners) {
        return owners.isEmpty()
                ? "nobody"
                : owners.stream().map(AddressModel::words).collect(Collectors.joining(" and "));
    }

    private static String words(Owner owner) {
        return switch (owner) {
            case Owner.Service service -> "service " + service.id();
            case Owner.Workload workload -> workload.id().toString();
            case Owner.HostPort host -> host.id() + " at host port " + host.port();
        };
    }
}
