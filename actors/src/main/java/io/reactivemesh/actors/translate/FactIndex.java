package io.reactivemesh.actors.translate;

import io.reactivemesh.actors.address.AddressDocument;
import io.reactivemesh.actors.service.ServiceDocument;
import io.reactivemesh.actors.translate.Fact.ExternalWorkloadFact;
import io.reactivemesh.actors.translate.Fact.NamespaceFact;
import io.reactivemesh.actors.translate.Fact.NodeFact;
import io.reactivemesh.actors.translate.Fact.Owner;
import io.reactivemesh.actors.translate.Fact.OwnerFact;
import io.reactivemesh.actors.translate.Fact.PodFact;
import io.reactivemesh.actors.translate.Fact.ProfileFact;
import io.reactivemesh.actors.translate.Fact.RouteFact;
import io.reactivemesh.actors.translate.Fact.ServerFact;
import io.reactivemesh.actors.translate.Fact.ServiceAccountFact;
import io.reactivemesh.actors.translate.Fact.ServiceFact;
import io.reactivemesh.actors.translate.Fact.SliceEndpoint;
import io.reactivemesh.actors.translate.Fact.SliceFact;
import io.reactivemesh.actors.translate.Fact.Target;
import io.reactivemesh.actors.translate.Fact.WorkloadFact;
import io.reactivemesh.actors.workload.WorkloadDocument;
import io.reactivemesh.actors.workload.WorkloadId;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.discovery.model.ServiceId;
import io.reactivemesh.discovery.port.HistorySource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All facts, and which documents each of them reaches. A fact that comes, changes or goes marks those documents as due; the marks are
 * taken by {@link #takeDue}. Not thread-safe.
 */
final class FactIndex {
    private static final Logger log = LoggerFactory.getLogger(FactIndex.class);

    private final Map<ObjectKey, Fact> facts = new HashMap<>();
    private final SortedMap<String, String> zoneByNode = new TreeMap<>();
    private final Links<ServiceId, ObjectKey> slicesOf = new Links<>();
    private final Links<ServiceId, ObjectKey> profilesOf = new Links<>();
    private final Links<String, ServiceId> servicesIn = new Links<>();
    private final Links<String, WorkloadId> workloadsIn = new Links<>();
    private final Links<String, WorkloadId> podsOn = new Links<>();
    private final Links<ObjectKey, WorkloadId> ownedBy = new Links<>();
    private final Links<String, ObjectKey> serversIn = new Links<>();
    private final Links<WorkloadId, ObjectKey> slicesNaming = new Links<>();
    private final Links<ServiceId, ObjectKey> routesOf = new Links<>();
    private final Links<ServiceId, ObjectKey> routesTo = new Links<>();
    private final Links<IpAddress, Claim> claims = new Links<>();
    private Due due = new Due();

    /** The keys whose documents may differ from those last made. */
    static final class Due {
        final SortedSet<ServiceId> services = new TreeSet<>();
        final SortedSet<WorkloadId> workloads = new TreeSet<>();
        final SortedSet<IpAddress> addresses = new TreeSet<>();

        /** The documents of an object itself and of its addresses. */
        static Due about(Fact fact) {
            Due due = new Due();
            switch (fact) {
                case ServiceFact service -> {
                    due.services.add(service.id());
                    due.addresses.addAll(service.clusterIps());
                }
                case WorkloadFact workload -> {
                    due.workloads.add(workload.id());
                    due.addresses.addAll(workload.ips());
                }
                default -> {}
            }
            return due;
        }

        void add(Due other) {
            services.addAll(other.services);
            workloads.addAll(other.workloads);
            addresses.addAll(other.addresses);
        }

        Set<HistorySource.Key> keys() {
            Set<HistorySource.Key> keys = new HashSet<>();
            services.forEach(id -> keys.add(ServiceDocument.key(id)));
            workloads.forEach(id -> keys.add(WorkloadDocument.key(id)));
            addresses.forEach(ip -> keys.add(AddressDocument.key(ip)));
            return keys;
        }
    }

    /** Takes a fact in, in the place of what was known of its object. Should it throw, that is known as before. */
    void put(Fact fact) {
        Fact before = facts.get(fact.key());
        if (fact.equals(before)) {
            return;
        }
        if (before != null) {
            link(before, false);
        }
        facts.put(fact.key(), fact);
        try {
            link(fact, true);
        } catch (RuntimeException e) {
            unlinkPart(fact);
            if (before == null) {
                facts.remove(fact.key());
            } else {
                facts.put(before.key(), before);
                link(before, true);
            }
            throw e;
        }
    }

    /** Undoes what was done of linking a fact: the same steps in the same order, so it ends where that ended. */
    private void unlinkPart(Fact fact) {
        try {
            link(fact, false);
        } catch (RuntimeException expected) {
            log.atDebug().setCause(expected).addKeyValue("object", fact.key()).log("a fact was linked in part");
        }
    }

    void remove(ObjectKey key) {
        Fact before = facts.remove(key);
        if (before != null) {
            link(before, false);
        }
    }

    /** Has these documents made again. */
    void due(Due again) {
        due.add(again);
    }

    /** What is due since the last call. A workload's Services are due with it. */
    Due takeDue() {
        Due taken = due;
        due = new Due();
        for (WorkloadId workload : taken.workloads) {
            for (ObjectKey slice : slicesNaming.of(workload)) {
                if (facts.get(slice) instanceof SliceFact fact && fact.service() != null) {
                    taken.services.add(fact.service());
                }
            }
        }
        return taken;
    }

    SortedMap<String, String> zoneByNode() {
        return zoneByNode;
    }

    String zoneOf(@Nullable String node) {
        return node == null ? "" : zoneByNode.getOrDefault(node, "");
    }

    @Nullable
    PortList opaquePortsOfNamespace(String namespace) {
        return facts.get(new ObjectKey(ObjectKey.Kind.NAMESPACE, "", namespace)) instanceof NamespaceFact fact
                ? fact.opaquePorts()
                : null;
    }

    @Nullable
    ServiceFact service(ServiceId id) {
        return (ServiceFact) facts.get(key(id));
    }

    @Nullable
    WorkloadFact workload(WorkloadId id) {
        return (WorkloadFact) facts.get(key(id));
    }

    /** The object that a Service is. */
    static ObjectKey key(ServiceId id) {
        return new ObjectKey(ObjectKey.Kind.SERVICE, id.namespace(), id.name());
    }

    /** The object that owns an address. */
    static ObjectKey key(AddressDocument.Owner owner) {
        return switch (owner) {
            case AddressDocument.Owner.Service(ServiceId id) -> key(id);
            case AddressDocument.Owner.Workload(WorkloadId id) -> key(id);
            case AddressDocument.Owner.HostPort(var _, var _, WorkloadId id) -> key(id);
        };
    }

    /** The object that a workload is. */
    static ObjectKey key(WorkloadId id) {
        ObjectKey.Kind kind = switch (id.kind()) {
            case POD -> ObjectKey.Kind.POD;
            case EXTERNAL_WORKLOAD -> ObjectKey.Kind.EXTERNAL_WORKLOAD;
        };
        return new ObjectKey(kind, id.namespace(), id.name());
    }

    /** What is known of an owner that has an owner itself; null = nothing, or it is of another kind. */
    @Nullable
    OwnerFact owner(String namespace, Owner owner) {
        ObjectKey key = between(namespace, owner);
        return key == null ? null : (OwnerFact) facts.get(key);
    }

    private static @Nullable ObjectKey between(String namespace, Owner owner) {
        return switch (owner.kind()) {
            case "ReplicaSet" -> new ObjectKey(ObjectKey.Kind.REPLICA_SET, namespace, owner.name());
            case "Job" -> new ObjectKey(ObjectKey.Kind.JOB, namespace, owner.name());
            default -> null;
        };
    }

    /** The Servers that select a workload: oldest first, then by name. */
    List<ServerFact> servers(WorkloadFact workload) {
        SortedSet<ObjectKey> near = serversIn.of(workload.id().namespace());
        return near.isEmpty()
                ? List.of()
                : select(near, ServerFact.class).stream()
                        .filter(server -> server.selects(workload))
                        .sorted(ServerFact.OLDEST_FIRST)
                        .toList();
    }

    /** In the order of their names. */
    List<SliceFact> slices(ServiceId id) {
        return select(slicesOf.of(id), SliceFact.class);
    }

    List<ProfileFact> profiles(ServiceId id) {
        return select(profilesOf.of(id), ProfileFact.class);
    }

    /** The routes that ask to be attached to a Service. */
    List<RouteFact> routes(ServiceId id) {
        return select(routesOf.of(id), RouteFact.class);
    }

    SortedSet<Claim> claims(IpAddress ip) {
        return claims.of(ip);
    }

    private <F extends Fact> List<F> select(SortedSet<ObjectKey> keys, Class<F> type) {
        List<F> selected = new ArrayList<>(keys.size());
        for (ObjectKey key : keys) {
            selected.add(type.cast(facts.get(key)));
        }
        return selected;
    }

    private void link(Fact fact, boolean on) {
        switch (fact) {
            case NamespaceFact namespace -> {
                due.services.addAll(servicesIn.of(namespace.name()));
                due.workloads.addAll(workloadsIn.of(namespace.name()));
            }
            case NodeFact node -> {
                if (on) {
                    zoneByNode.put(node.name(), node.zone());
                } else {
                    zoneByNode.remove(node.name());
                }
                due.workloads.addAll(podsOn.of(node.name()));
            }
            case ServiceAccountFact _ -> {}
            case OwnerFact owner -> due.workloads.addAll(ownedBy.of(owner.key()));
            case ServerFact server -> linkServer(server, on);
            case ExternalWorkloadFact workload -> {
                linkWorkload(workload, on);
                workload.ips().forEach(ip -> claim(ip, Claim.of(workload.id()), on));
            }
            case ServiceFact service -> {
                due.services.add(service.id());
                servicesIn.set(service.id().namespace(), service.id(), on);
                select(routesTo.of(service.id()), RouteFact.class).forEach(this::dueParents);
                Claim claim = Claim.of(service.id());
                service.clusterIps().forEach(ip -> claim(ip, claim, on));
            }
            case SliceFact slice -> linkSlice(slice, on);
            case PodFact pod -> linkPod(pod, on);
            case ProfileFact profile -> {
                due.services.add(profile.service());
                profilesOf.set(profile.service(), profile.key(), on);
            }
            case RouteFact route -> linkRoute(route, on);
        }
    }

    private void linkSlice(SliceFact slice, boolean on) {
        if (slice.service() == null) {
            return;
        }
        due.services.add(slice.service());
        slicesOf.set(slice.service(), slice.key(), on);
        for (SliceEndpoint endpoint : slice.endpoints()) {
            if (endpoint.target() instanceof Target.Workload target) {
                slicesNaming.set(target.id(), slice.key(), on);
            }
        }
    }

    private void linkRoute(RouteFact route, boolean on) {
        dueParents(route);
        route.parents().forEach(parent -> routesOf.set(parent.service(), route.key(), on));
        route.backends().forEach(backend -> routesTo.set(backend, route.key(), on));
    }

    private void dueParents(RouteFact route) {
        route.parents().forEach(parent -> due.services.add(parent.service()));
    }

    private void linkServer(ServerFact server, boolean on) {
        serversIn.set(server.namespace(), server.key(), on);
        for (WorkloadId id : workloadsIn.of(server.namespace())) {
            WorkloadFact workload = workload(id);
            if (workload != null && server.selects(workload)) {
                due.workloads.add(id);
            }
        }
    }

    private void linkWorkload(WorkloadFact workload, boolean on) {
        due.workloads.add(workload.id());
        workloadsIn.set(workload.id().namespace(), workload.id(), on);
    }

    private void linkPod(PodFact pod, boolean on) {
        linkWorkload(pod, on);
        ObjectKey between = pod.owner() == null ? null : between(pod.id().namespace(), pod.owner());
        if (between != null) {
            ownedBy.set(between, pod.id(), on);
        }
        if (pod.nodeName() != null) {
            podsOn.set(pod.nodeName(), pod.id(), on);
        }
        if (pod.terminating() || pod.finished()) {
            return;
        }
        if (!pod.hostNetwork()) {
            pod.ips().forEach(ip -> claim(ip, Claim.of(pod.id()), on));
        }
        for (IpAddress hostIp : pod.hostIps()) {
            pod.hostPorts().forEach((port, behind) -> claim(hostIp, Claim.of(port, behind, pod.id()), on));
        }
    }

    private void claim(IpAddress ip, Claim claim, boolean on) {
        due.addresses.add(ip);
        claims.set(ip, claim, on);
    }
}
