package io.reactivemesh.actors.service;

import io.reactivemesh.actors.journal.Differences;
import io.reactivemesh.actors.journal.Event;
import io.reactivemesh.actors.journal.Model;
import io.reactivemesh.actors.service.ServiceDocument.Member;
import io.reactivemesh.actors.service.ServiceDocument.Port;
import io.reactivemesh.actors.service.ServiceDocument.Profile;
import io.reactivemesh.discovery.model.ServiceId;
import io.reactivemesh.discovery.port.HistorySource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** How Services decide and apply. */
public final class ServiceModel implements Model<ServiceDocument> {
    @Override
    public HistorySource.Kind kind() {
        return HistorySource.Kind.SERVICE;
    }

    @Override
    public Class<ServiceDocument> type() {
        return ServiceDocument.class;
    }

    @Override
    public ServiceDocument absent(String id) {
        int slash = id.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("not a service id: '" + id + "'");
        }
        return ServiceDocument.absent(new ServiceId(id.substring(0, slash), id.substring(slash + 1)));
    }

    @Override
    public List<Event> decide(ServiceDocument state, ServiceDocument observed, String origin) {
        if (state.equals(observed)) {
            return List.of();
        }
        List<Event> events = new ArrayList<>();
        if (!observed.exists()) {
            String cause = origin.equals(GONE_MEANWHILE) ? origin : "Service deleted";
            state.members().values().stream()
                    .filter(Member::ready)
                    .forEach(member -> events.add(new ServiceEvent.MemberRemoved(member.ip(), true, cause)));
            events.add(new ServiceEvent.Deleted(cause));
            return events;
        }
        if (state.kind() != observed.kind()) {
            events.add(new ServiceEvent.KindSet(state.kind(), observed.kind()));
        }
        decidePorts(state, observed, events);
        if (!state.opaquePorts().equals(observed.opaquePorts())) {
            events.add(new ServiceEvent.OpaquePortsSet(state.opaquePorts(), observed.opaquePorts()));
        }
        if (state.localTrafficOnly() != observed.localTrafficOnly()) {
            events.add(new ServiceEvent.TrafficPolicySet(observed.localTrafficOnly()));
        }
        if (!Objects.equals(state.remoteDiscovery(), observed.remoteDiscovery())) {
            events.add(new ServiceEvent.RemoteDiscoverySet(observed.remoteDiscovery()));
        }
        Membership.decide(state.members(), observed.members(), events);
        decideProfiles(state, observed, events);
        if (!state.outbound().equals(observed.outbound())) {
            events.add(new ServiceEvent.OutboundSettingsSet(
                    observed.outbound(), Differences.between(state.outbound(), observed.outbound())));
        }
        decideRoutes(state, observed, events);
        return events;
    }

    private static void decidePorts(ServiceDocument state, ServiceDocument observed, List<Event> events) {
        state.ports().keySet().stream()
                .filter(number -> !observed.ports().containsKey(number))
                .forEach(number -> events.add(new ServiceEvent.PortRemoved(number)));
        observed.ports().forEach((number, port) -> {
            Port before = state.ports().get(number);
            if (!port.equals(before)) {
                events.add(new ServiceEvent.PortSetTo(before, port));
            }
        });
    }

    private static void decideProfiles(ServiceDocument state, ServiceDocument observed, List<Event> events) {
        state.profiles().forEach((namespace, profile) -> {
            if (!observed.profiles().containsKey(namespace)) {
                events.add(new ServiceEvent.ProfileRemoved(namespace, profile.name()));
            }
        });
        observed.profiles().forEach((namespace, profile) -> {
            Profile before = state.profiles().get(namespace);
            if (before == null) {
                events.add(new ServiceEvent.ProfileSet(namespace, profile, true, List.of()));
            } else if (!before.equals(profile)) {
                events.add(
                        new ServiceEvent.ProfileSet(namespace, profile, false, Differences.between(before, profile)));
            }
        });
    }

    private static void decideRoutes(ServiceDocument state, ServiceDocument observed, List<Event> events) {
        state.routes().keySet().stream()
                .filter(key -> !observed.routes().containsKey(key))
                .forEach(key -> events.add(new ServiceEvent.RouteRemoved(key)));
        observed.routes().forEach((key, route) -> {
            AttachedRoute before = state.routes().get(key);
            if (before == null) {
                events.add(new ServiceEvent.RouteSet(route, true, List.of()));
            } else if (!before.equals(route)) {
                events.add(new ServiceEvent.RouteSet(route, false, Differences.between(before, route)));
            }
        });
    }

    @Override
    public ServiceDocument apply(ServiceDocument state, List<Event> events) {
        ServiceDraft draft = new ServiceDraft(state);
        events.forEach(event -> draft.apply((ServiceEvent) event));
        return draft.document();
    }
}
