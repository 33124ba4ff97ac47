package io.reactivemesh.actors.service;

import io.reactivemesh.actors.service.ServiceDocument.Kind;
import io.reactivemesh.actors.service.ServiceDocument.Member;
import io.reactivemesh.actors.service.ServiceDocument.Port;
import io.reactivemesh.actors.service.ServiceDocument.Remote;
import io.reactivemesh.actors.service.ServiceDocument.RemoteDiscovery;
import io.reactivemesh.actors.workload.WorkloadFacts;
import io.reactivemesh.actors.workload.WorkloadId;
import io.reactivemesh.discovery.model.Address;
import io.reactivemesh.discovery.model.Endpoint;
import io.reactivemesh.discovery.model.EndpointSet;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.discovery.model.Revision;
import io.reactivemesh.discovery.model.ServiceId;
import io.reactivemesh.discovery.port.EndpointSource.EndpointQuery;
import io.reactivemesh.discovery.port.Resolution;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who serves a port of a Service, for a caller: the answer to Destination.Get, computed from nothing but the document and the zones of the
 * nodes. Pure; any thread.
 *
 * <p>Candidates are the members with the hostname asked for and the port; with local traffic only, those on the caller's node. Of these the
 * ready ones count or, if there are none, those that still serve while they terminate. Where traffic is not local, topology hints then keep
 * the caller's node or zone, if every candidate has them and something is left. Last, one address family per target.
 */
public final class EndpointView {
    private final DiscoverySettings settings;
    private final EndpointRules rules;

    public EndpointView(DiscoverySettings settings) {
        this.settings = settings;
        this.rules = new EndpointRules(settings);
    }

    /**
     * Whom an answer is for, reduced to what it depends on: callers with equal filters get the same answer.
     *
     * @param zone the caller's, empty = unknown
     * @param node null = does not matter, or unknown
     */
    public record Filter(
            int port,
            @Nullable String hostname,
            String zone,
            @Nullable String node) {}

    /** Reduces a query. */
    public static Filter filter(ServiceDocument document, EndpointQuery query, Map<String, String> zoneByNode) {
        String node = query.caller().nodeName();
        String zone = node == null ? "" : zoneByNode.getOrDefault(node, "");
        boolean nodeMatters = document.localTrafficOnly()
                || document.members().values().stream()
                        .anyMatch(member -> !member.hintNodes().isEmpty());
        return new Filter(query.port(), query.hostname(), zone, nodeMatters ? node : null);
    }

    /** The answer at a revision of the document. */
    public Resolution<EndpointSet> resolve(ServiceDocument document, Revision revision, Filter filter) {
        if (document.kind() == Kind.ABSENT) {
            return new Resolution.NotFound<>("no Service " + document.id());
        }
        if (document.kind() == Kind.EXTERNAL_NAME) {
            return new Resolution.Unsuitable<>("Service " + document.id() + " is of type ExternalName");
        }
        if (document.remoteDiscovery() != null) {
            return elsewhere(document.id(), document.remoteDiscovery());
        }
        return new Resolution.Found<>(endpoints(document, filter), revision);
    }

    /** No other cluster is known, so none of them can serve. */
    private static Resolution<EndpointSet> elsewhere(ServiceId id, RemoteDiscovery remote) {
        return remote.service() == null
                ? new Resolution.Incomplete<>(
                        "Service " + id + " has the label multicluster.linkerd.io/remote-discovery"
                                + " but not multicluster.linkerd.io/remote-service")
                : new Resolution.NotFound<>(
                        "Service " + id + " is served by cluster " + remote.cluster() + ", which is not linked");
    }

    private EndpointSet endpoints(ServiceDocument document, Filter filter) {
        List<Member> candidates = new ArrayList<>();
        for (Member member : document.members().values()) {
            boolean named = filter.hostname() == null || filter.hostname().equals(member.hostname());
            boolean near = !document.localTrafficOnly() || isOn(member, filter.node());
            if (named && near && targetPort(document, member, filter.port()) != 0) {
                candidates.add(member);
            }
        }
        List<Member> serving = inService(candidates);
        // With local traffic only there is no choice left: a zone is wider than a node.
        List<Member> chosen = oneFamily(document.localTrafficOnly() ? serving : byHints(serving, filter));
        List<Endpoint> endpoints = new ArrayList<>(chosen.size());
        for (Member member : chosen) {
            endpoints.add(endpoint(document, member, filter));
        }
        return EndpointSet.of(setLabels(document), endpoints);
    }

    /** The port of a member that a service port leads to; 0 = none. A port that the Service does not declare is taken literally. */
    static int targetPort(ServiceDocument document, Member member, int port) {
        Port declared = document.ports().get(port);
        return declared == null ? port : member.ports().getOrDefault(declared.name(), 0);
    }

    private static boolean isOn(Member member, @Nullable String node) {
        WorkloadFacts workload = member.workload();
        return node != null && workload != null && node.equals(workload.nodeName());
    }

    private static List<Member> inService(List<Member> candidates) {
        List<Member> ready = keep(candidates, Member::ready);
        return ready.isEmpty() ? keep(candidates, member -> member.serving() && member.terminating()) : ready;
    }

    private static List<Member> byHints(List<Member> candidates, Filter filter) {
        String node = filter.node();
        if (node != null
                && candidates.stream().noneMatch(member -> member.hintNodes().isEmpty())) {
            List<Member> same = keep(candidates, member -> member.hintNodes().contains(node));
            if (!same.isEmpty()) {
                return same;
            }
        }
        if (candidates.stream().anyMatch(member -> member.hintZones().isEmpty())) {
            return candidates;
        }
        List<Member> same = keep(candidates, member -> member.hintZones().contains(filter.zone()));
        return same.isEmpty() ? candidates : same;
    }

    private List<Member> oneFamily(List<Member> members) {
        if (!settings.ipv6()) {
            return keep(members, member -> member.ip() instanceof IpAddress.V4);
        }
        Set<WorkloadId> withIpv6 = new HashSet<>();
        for (Member member : members) {
            WorkloadFacts workload = member.workload();
            if (workload != null && member.ip() instanceof IpAddress.V6) {
                withIpv6.add(workload.id());
            }
        }
        return keep(members, member -> {
            WorkloadFacts workload = member.workload();
            return workload == null || member.ip() instanceof IpAddress.V6 || !withIpv6.contains(workload.id());
        });
    }

    private Endpoint endpoint(ServiceDocument document, Member member, Filter filter) {
        Address address = new Address(member.ip(), targetPort(document, member, filter.port()));
        WorkloadFacts workload = member.workload();
        SortedMap<String, String> labels = EndpointRules.labels(member, filter.zone());
        Endpoint endpoint = workload == null
                ? rules.ofBareAddress(address, member.remote(), filter.port(), labels)
                : rules.ofWorkload(workload, address, labels);
        return rules.weighed(endpoint, member, filter.zone());
    }

    private static SortedMap<String, String> setLabels(ServiceDocument document) {
        SortedMap<String, String> labels = new TreeMap<>();
        labels.put("service", document.id().name());
        labels.put("namespace", document.id().namespace());
        document.members().values().stream()
                .map(Member::remote)
                .filter(Objects::nonNull)
                .findFirst()
                .ifPresent(remote -> addTarget(labels, remote));
        return labels;
    }

    private static void addTarget(SortedMap<String, String> labels, Remote remote) {
        String cluster = remote.clusterName();
        if (cluster != null) {
            labels.put("target_cluster", cluster);
        }
        String service = remote.serviceName();
        String[] parts = service == null ? new String[0] : service.split("\\.", 3);
        if (parts.length >= 2) {
            labels.put("target_service", parts[0]);
            labels.put("target_service_namespace", parts[1]);
        }
    }

    private static List<Member> keep(List<Member> members, Predicate<Member> wanted) {
        return members.stream().filter(wanted).toList();
    }
}
