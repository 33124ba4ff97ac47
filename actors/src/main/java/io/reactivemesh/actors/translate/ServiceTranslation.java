package io.reactivemesh.actors.translate;

import io.reactivemesh.actors.service.ServiceDocument;
import io.reactivemesh.actors.service.ServiceDocument.Member;
import io.reactivemesh.actors.translate.Fact.ServiceFact;
import io.reactivemesh.actors.translate.Fact.SliceEndpoint;
import io.reactivemesh.actors.translate.Fact.SliceFact;
import io.reactivemesh.actors.translate.Fact.Target;
import io.reactivemesh.actors.workload.PortSet;
import io.reactivemesh.actors.workload.WorkloadFacts;
import io.reactivemesh.actors.workload.WorkloadId;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.discovery.model.ServiceId;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Services, their slices, profiles, routes and workloads to {@link ServiceDocument}s. */
final class ServiceTranslation {
    private final FactIndex index;
    private final OpaquePorts opaquePorts;
    private final Function<WorkloadId, @Nullable WorkloadFacts> workloads;
    private final RouteAttachment attachment;

    /**
     * Translates from what an index holds at the time of each call.
     *
     * @param workloads current facts; null = does not exist
     */
    ServiceTranslation(
            FactIndex index, OpaquePorts opaquePorts, Function<WorkloadId, @Nullable WorkloadFacts> workloads) {
        this.index = index;
        this.opaquePorts = opaquePorts;
        this.workloads = workloads;
        this.attachment = new RouteAttachment(index);
    }

    ServiceDocument document(ServiceId id) {
        ServiceFact service = index.service(id);
        if (service == null) {
            return ServiceDocument.absent(id);
        }
        SortedMap<String, ServiceDocument.Profile> profiles = new TreeMap<>();
        index.profiles(id).forEach(profile -> profiles.put(profile.namespace(), profile.profile()));
        return new ServiceDocument(
                id,
                service.kind(),
                service.ports(),
                opaquePorts(service),
                service.localTrafficOnly(),
                members(id),
                profiles,
                service.remoteDiscovery(),
                service.outbound(),
                attachment.routes(service));
    }

    private PortSet opaquePorts(ServiceFact service) {
        Map<String, SortedSet<Integer>> named = new TreeMap<>();
        service.ports()
                .values()
                .forEach(port ->
                        named.computeIfAbsent(port.name(), _ -> new TreeSet<>()).add(port.number()));
        return opaquePorts.listed(service.id().namespace(), service.opaquePorts(), named);
    }

    private SortedMap<IpAddress, Member> members(ServiceId id) {
        SortedMap<IpAddress, Member> members = new TreeMap<>();
        for (SliceFact slice : index.slices(id)) {
            for (SliceEndpoint endpoint : slice.endpoints()) {
                @Nullable
                WorkloadFacts workload =
                        endpoint.target() instanceof Target.Workload target ? workloads.apply(target.id()) : null;
                if (workload == null && !(endpoint.target() instanceof Target.Bare)) {
                    continue;
                }
                for (IpAddress ip : endpoint.addresses()) {
                    Member member = new Member(
                            ip,
                            slice.ports(),
                            endpoint.hostname(),
                            endpoint.ready(),
                            endpoint.serving(),
                            endpoint.terminating(),
                            endpoint.zone(),
                            endpoint.hintZones(),
                            endpoint.hintNodes(),
                            workload,
                            workload == null ? slice.remote() : null);
                    members.merge(ip, member, ServiceTranslation::merge);
                }
            }
        }
        return members;
    }

    /**
     * One address in two slices. It is as good as the better of the two says; what only one of them can say is taken from the first, in
     * the order of slice names, so that the result does not depend on which was seen first.
     */
    private static Member merge(Member first, Member second) {
        SortedMap<String, Integer> ports = new TreeMap<>(second.ports());
        ports.putAll(first.ports());
        return new Member(
                first.ip(),
                ports,
                first.hostname() != null ? first.hostname() : second.hostname(),
                first.ready() || second.ready(),
                first.serving() || second.serving(),
                first.terminating() && second.terminating(),
                first.zone().isEmpty() ? second.zone() : first.zone(),
                union(first.hintZones(), second.hintZones()),
                union(first.hintNodes(), second.hintNodes()),
                first.workload() != null ? first.workload() : second.workload(),
                first.remote() != null ? first.remote() : second.remote());
    }

    private static SortedSet<String> union(Set<String> first, Set<String> second) {
        SortedSet<String> both = new TreeSet<>(first);
        both.addAll(second);
        return both;
    }
}
