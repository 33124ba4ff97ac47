package io.reactivemesh.actors.service;

import io.reactivemesh.actors.service.ServiceDocument.Kind;
import io.reactivemesh.actors.service.ServiceDocument.Member;
import io.reactivemesh.actors.service.ServiceDocument.Port;
import io.reactivemesh.actors.service.ServiceDocument.Profile;
import io.reactivemesh.actors.service.ServiceDocument.RemoteDiscovery;
import io.reactivemesh.actors.workload.PortSet;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.discovery.model.ServiceId;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A Service on its way from one state to the next: takes any number of events, and copies what the state holds once for all of them, so
 * that the first listing of a Service of thousands of endpoints costs as much as it has endpoints, not that squared. Owned by one call.
 */
final class ServiceDraft {
    private final ServiceId id;
    private Kind kind;
    private PortSet opaquePorts;
    private boolean localTrafficOnly;
    private @Nullable RemoteDiscovery remoteDiscovery;
    private final SortedMap<Integer, Port> ports;
    private final SortedMap<IpAddress, Member> members;
    private final SortedMap<String, Profile> profiles;
    private OutboundSettings outbound;
    private final SortedMap<String, AttachedRoute> routes;

    ServiceDraft(ServiceDocument state) {
        this.id = state.id();
        this.kind = state.kind();
        this.opaquePorts = state.opaquePorts();
        this.localTrafficOnly = state.localTrafficOnly();
        this.remoteDiscovery = state.remoteDiscovery();
        this.ports = new TreeMap<>(state.ports());
        this.members = new TreeMap<>(state.members());
        this.profiles = new TreeMap<>(state.profiles());
        this.outbound = state.outbound();
        this.routes = new TreeMap<>(state.routes());
    }

    void apply(ServiceEvent event) {
        switch (event) {
            case ServiceEvent.KindSet set -> kind = set.kind();
            case ServiceEvent.Deleted _ -> clear();
            case ServiceEvent.PortSetTo set -> ports.put(set.port().number(), set.port());
            case ServiceEvent.PortRemoved removed -> ports.remove(removed.number());
            case ServiceEvent.OpaquePortsSet set -> opaquePorts = set.ports();
            case ServiceEvent.TrafficPolicySet set -> localTrafficOnly = set.localOnly();
            case ServiceEvent.RemoteDiscoverySet set -> remoteDiscovery = set.remote();
            case ServiceEvent.MemberSet set -> members.put(set.member().ip(), set.member());
            case ServiceEvent.MemberRemoved removed -> members.remove(removed.ip());
            case ServiceEvent.ProfileSet set -> profiles.put(set.namespace(), set.profile());
            case ServiceEvent.ProfileRemoved removed -> profiles.remove(removed.namespace());
            case ServiceEvent.OutboundSettingsSet set -> outbound = set.settings();
            case ServiceEvent.RouteSet set -> routes.put(set.route().key(), set.route());
            case ServiceEvent.RouteRemoved removed -> routes.remove(removed.key());
        }
    }

    private void clear() {
        kind = Kind.ABSENT;
        opaquePorts = PortSet.EMPTY;
        localTrafficOnly = false;
        remoteDiscovery = null;
        ports.clear();
        members.clear();
        profiles.clear();
        outbound = OutboundSettings.NONE;
        routes.clear();
    }

    ServiceDocument document() {
        return new ServiceDocument(
                id, kind, ports, opaquePorts, localTrafficOnly, members, profiles, remoteDiscovery, outbound, routes);
    }
}
