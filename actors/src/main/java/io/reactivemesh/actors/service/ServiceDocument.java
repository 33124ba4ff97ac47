package io.reactivemesh.actors.service;

import io.reactivemesh.actors.journal.Document;
import io.reactivemesh.actors.workload.PortSet;
import io.reactivemesh.actors.workload.WorkloadFacts;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.discovery.model.ServiceId;
import io.reactivemesh.discovery.model.ServiceProfile;
import io.reactivemesh.discovery.port.HistorySource;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a Service should be: the desired document of one {@code ServiceEntity}. Joined and resolved by the translator: an entity needs
 * nothing else to answer for any port, hostname and caller.
 *
 * @param kind {@code ABSENT} = the Service does not exist (any more); the rest is then empty
 * @param ports the declared ports, by number
 * @param opaquePorts service ports that are opaque (annotation or defaults, names resolved)
 * @param localTrafficOnly {@code internalTrafficPolicy: Local}
 * @param members who may serve it, by IP; includes those that are not ready
 * @param profiles ServiceProfiles for this Service by the namespace of the ServiceProfile object
 * @param remoteDiscovery who serves it in the place of this cluster; null = this cluster
 * @param outbound what its annotations say of the traffic to it
 * @param routes what is attached to it, by {@link AttachedRoute#key}
 */
public record ServiceDocument(
        ServiceId id,
        Kind kind,
        SortedMap<Integer, Port> ports,
        PortSet opaquePorts,
        boolean localTrafficOnly,
        SortedMap<IpAddress, Member> members,
        SortedMap<String, Profile> profiles,
        @Nullable RemoteDiscovery remoteDiscovery,
        OutboundSettings outbound,
        SortedMap<String, AttachedRoute> routes)
        implements Document {
    public ServiceDocument {
        ports = Collections.unmodifiableSortedMap(new TreeMap<>(ports));
        members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
        profiles = Collections.unmodifiableSortedMap(new TreeMap<>(profiles));
        // Logs of the time before outbound policies have neither.
        outbound = outbound == null ? OutboundSettings.NONE : outbound;
        routes = routes == null
                ? Collections.emptySortedMap()
                : Collections.unmodifiableSortedMap(new TreeMap<>(routes));
    }

    /** One of which nothing is said that concerns traffic to it. */
    public ServiceDocument(
            ServiceId id,
            Kind kind,
            SortedMap<Integer, Port> ports,
            PortSet opaquePorts,
            boolean localTrafficOnly,
            SortedMap<IpAddress, Member> members,
            SortedMap<String, Profile> profiles,
            @Nullable RemoteDiscovery remoteDiscovery) {
        this(
                id,
                kind,
                ports,
                opaquePorts,
                localTrafficOnly,
                members,
                profiles,
                remoteDiscovery,
                OutboundSettings.NONE,
                Collections.emptySortedMap());
    }

    /** Kinds of Service, as far as discovery tells them apart. */
    public enum Kind {
        ABSENT,
        CLUSTER_IP,
        HEADLESS,
        EXTERNAL_NAME
    }

    /** The document of a Service that is gone. */
    public static ServiceDocument absent(ServiceId id) {
        return new ServiceDocument(
                id, Kind.ABSENT, new TreeMap<>(), PortSet.EMPTY, false, new TreeMap<>(), new TreeMap<>(), null);
    }

    /** The key of a Service. */
    public static HistorySource.Key key(ServiceId id) {
        return new HistorySource.Key(HistorySource.Kind.SERVICE, id.toString());
    }

    @Override
    public HistorySource.Key key() {
        return key(id);
    }

    @Override
    public boolean exists() {
        return kind != Kind.ABSENT;
    }

    @Override
    public int parts() {
        return 1 + members.size() + routes.size();
    }

    /**
     * A declared port.
     *
     * @param name selects the EndpointSlice port of the same name; empty = unnamed
     */
    public record Port(int number, String name, @Nullable String appProtocol) {}

    /**
     * That a Service is served by another cluster: the labels {@code multicluster.linkerd.io/remote-discovery} and
     * {@code remote-service}.
     *
     * @param service its name there; null = not said
     */
    public record RemoteDiscovery(String cluster, @Nullable String service) {}

    /**
     * One address of the Service's EndpointSlices, merged over the slices that list it.
     *
     * @param ports EndpointSlice port name → number
     * @param hostname null = none
     * @param ready nil in the slice counts as ready
     * @param serving nil counts as {@code ready}
     * @param zone as the slice says; empty = it does not
     * @param hintZones empty = no hint
     * @param hintNodes empty = no hint
     * @param workload the pod or external workload behind it; null = a bare address
     * @param remote what a mirror of a remote Service says of a bare address; null = not a mirror
     */
    public record Member(
            IpAddress ip,
            SortedMap<String, Integer> ports,
            @Nullable String hostname,
            boolean ready,
            boolean serving,
            boolean terminating,
            String zone,
            SortedSet<String> hintZones,
            SortedSet<String> hintNodes,
            @Nullable WorkloadFacts workload,
            @Nullable Remote remote) {
        public Member {
            ports = Collections.unmodifiableSortedMap(new TreeMap<>(ports));
            // Logs of the time before it was read do not have it.
            zone = zone == null ? "" : zone;
            hintZones = hintZones.isEmpty()
                    ? Collections.emptySortedSet()
                    : Collections.unmodifiableSortedSet(new TreeSet<>(hintZones));
            hintNodes = hintNodes.isEmpty()
                    ? Collections.emptySortedSet()
                    : Collections.unmodifiableSortedSet(new TreeSet<>(hintNodes));
        }

        /** Where it is, as its slice or else its workload says; empty = unknown. */
        String whereabouts() {
            return zone.isEmpty() && workload != null ? workload.zone() : zone;
        }
    }

    /**
     * The mirror annotations and labels of a slice.
     *
     * @param gatewayIdentity {@code mirror.linkerd.io/remote-gateway-identity}; null = none
     * @param serviceName {@code mirror.linkerd.io/remote-svc-fq-name}; null = none
     * @param clusterName {@code mirror.linkerd.io/cluster-name}; null = none
     */
    public record Remote(
            @Nullable String gatewayIdentity,
            @Nullable String serviceName,
            @Nullable String clusterName) {}

    /**
     * A ServiceProfile, translated.
     *
     * @param budget null = none set
     * @param overrides authorities as written, perhaps without port
     */
    public record Profile(
            String name,
            List<ServiceProfile.Route> routes,
            ServiceProfile.@Nullable RetryBudget budget,
            List<ServiceProfile.WeightedDestination> overrides) {
        public Profile {
            routes = List.copyOf(routes);
            overrides = List.copyOf(overrides);
        }
    }
}
