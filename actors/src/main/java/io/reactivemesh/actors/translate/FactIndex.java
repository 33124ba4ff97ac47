package io.reactivemesh.actors.translate;

import io.reactivemesh.actors.translate.Fact.ExternalWorkloadFact;
import io.reactivemesh.actors.translate.Fact.NamespaceFact;
import io.reactivemesh.actors.translate.Fact.NodeFact;
import io.reactivemesh.actors.translate.Fact.OwnerFact;
import io.reactivemesh.actors.translate.Fact.PodFact;
import io.reactivemesh.actors.translate.Fact.ProfileFact;
import io.reactivemesh.actors.translate.Fact.ServerFact;
import io.reactivemesh.actors.translate.Fact.ServiceAccountFact;
import io.reactivemesh.actors.translate.Fact.ServiceFact;
import io.reactivemesh.actors.translate.Fact.SliceEndpoint;
import io.reactivemesh.actors.translate.Fact.SliceFact;
import io.reactivemesh.actors.translate.Fact.Target;
import io.reactivemesh.actors.workload.WorkloadId;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.discovery.model.ServiceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All facts, and which documents each of them reaches. A fact that comes, changes or goes marks those documents as due; the marks are
 * taken by {@link #takeDue}. Not thread-safe.
 */
final class FactIndex {
    private final Map<ObjectKey, Fact> facts = new HashMap<>();
    private final SortedMap<String, String> zoneByNode = new TreeMap<>();
    private final Links<ServiceId, ObjectKey> slicesOf = new Links<>();
    private final Links<ServiceId, ObjectKey> profilesOf = new Links<>();
    private final Links<String, ServiceId> servicesIn = new Links<>();
    private final Links<String, WorkloadId> podsIn = new Links<>();
    private final Links<String, WorkloadId> podsOn = new Links<>();
    private final Links<WorkloadId, ObjectKey> slicesNaming = new Links<>();
    private final Links<IpAddress, Claim> claims = new Links<>();
    private Due due = new Due();

    /** The keys whose documents may differ from those last made. */
    static final class Due {
        final SortedSet<ServiceId> services = new TreeSet<>();
        final SortedSet<WorkloadId> workloads = new TreeSet<>();
        final SortedSet<IpAddress> addresses = new TreeSet<>();
    }

    void put(Fact fact) {
        Fact before = facts.put(fact.key(), fact);
        if (!fact.equals(before)) {
            if (before != null) {
                link(before, false);
            }
            link(fact, true);
        }
    }

    void remove(ObjectKey key) {
        Fact before = facts.remove(key);
        if (before != null) {
            link(before, false);
        }
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
        return (ServiceFact) facts.get(new ObjectKey(ObjectKey.Kind.SERVICE, id.namespace(), id.name()));
    }

    @Nullable
    PodFact pod(WorkloadId id) {
        return id.kind() != WorkloadId.Kind.POD
                ? null
                : (PodFact) facts.get(new ObjectKey(ObjectKey.Kind.POD, id.namespace(), id.name()));
    }

    /** In the order of their names. */
    List<SliceFact> slices(ServiceId id) {
        return select(slicesOf.of(id), SliceFact.class);
    }

    List<ProfileFact> profiles(ServiceId id) {
        return select(profilesOf.of(id), ProfileFact.class);
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
                due.workloads.addAll(podsIn.of(namespace.name()));
            }
            case NodeFact node -> {
                if (on) {
                    zoneByNode.put(node.name(), node.zone());
                } else {
                    zoneByNode.remove(node.name());
                }
                due.workloads.addAll(podsOn.of(node.name()));
            }
            case ServiceAccountFact _, OwnerFact _, ServerFact _, ExternalWorkloadFact _ -> {}
            case ServiceFact service -> {
                due.services.add(service.id());
                servicesIn.set(service.id().namespace(), service.id(), on);
                Claim claim = Claim.of(service.id());
                service.clusterIps().forEach(ip -> claim(ip, claim, on));
            }
            case SliceFact slice -> linkSlice(slice, on);
            case PodFact pod -> linkPod(pod, on);
            case ProfileFact profile -> {
                due.services.add(profile.service());
                profilesOf.set(profile.service(), profile.key(), on);
            }
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

    private void linkPod(PodFact pod, boolean on) {
        due.workloads.add(pod.id());
        podsIn.set(pod.id().namespace(), pod.id(), on);
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
            pod.hostPorts().keySet().forEach(port -> claim(hostIp, Claim.of(port, pod.id()), on));
        }
    }

    private void claim(IpAddress ip, Claim claim, boolean on) {
        due.addresses.add(ip);
        claims.set(ip, claim, on);
    }
}
