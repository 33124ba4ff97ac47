package io.reactivemesh.actors.source;

import io.reactivemesh.actors.address.AddressDocument;
import io.reactivemesh.actors.service.ServiceDocument;
import io.reactivemesh.actors.service.ServiceDocument.Member;
import io.reactivemesh.actors.translate.Batch;
import io.reactivemesh.actors.workload.WorkloadDocument;
import io.reactivemesh.actors.workload.WorkloadId;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.discovery.model.ServiceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** What a listener that believes every batch holds. */
public final class Folded implements Consumer<Batch> {
    public final SortedMap<ServiceId, ServiceDocument> services = new TreeMap<>();
    public final SortedMap<WorkloadId, WorkloadDocument> workloads = new TreeMap<>();
    public final SortedMap<IpAddress, AddressDocument> addresses = new TreeMap<>();
    public final List<Batch> batches = new ArrayList<>();
    public Map<String, String> zones = Map.of();

    @Override
    public void accept(Batch batch) {
        batches.add(batch);
        if (batch.complete()) {
            services.clear();
            workloads.clear();
            addresses.clear();
        }
        for (ServiceDocument document : batch.services()) {
            services.put(document.id(), document);
        }
        services.values().removeIf(document -> document.kind() == ServiceDocument.Kind.ABSENT);
        batch.workloads().forEach(document -> workloads.put(document.id(), document));
        workloads.values().removeIf(document -> document.facts() == null);
        batch.addresses().forEach(document -> addresses.put(document.ip(), document));
        addresses.values().removeIf(document -> document.owners().isEmpty());
        if (batch.zoneByNode() != null) {
            zones = batch.zoneByNode();
        }
    }

    public Batch last() {
        return batches.getLast();
    }

    /** In the words of the oracle. */
    public SortedMap<String, SortedMap<String, SortedSet<String>>> endpoints() {
        SortedMap<String, SortedMap<String, SortedSet<String>>> all = new TreeMap<>();
        services.forEach((id, service) -> {
            SortedMap<String, SortedSet<String>> ports = new TreeMap<>();
            for (ServiceDocument.Port port : service.ports().values()) {
                SortedSet<String> endpoints = new TreeSet<>();
                for (Member member : service.members().values()) {
                    if (member.ports().containsKey(port.name())) {
                        endpoints.add(member.ip() + ":" + member.ports().get(port.name())
                                + (member.ready() ? " ready " : " unready ") + behind(member));
                    }
                }
                ports.put(port.name(), endpoints);
            }
            all.put(id.toString(), ports);
        });
        return all;
    }

    private static String behind(Member member) {
        return member.workload() == null
                ? "-"
                : member.workload().id().name() + "@" + member.workload().zone();
    }
}
