package io.reactivemesh.actors.translate;

import io.reactivemesh.actors.address.AddressDocument;
import io.reactivemesh.actors.service.ServiceDocument;
import io.reactivemesh.actors.translate.Fact.WorkloadFact;
import io.reactivemesh.actors.workload.WorkloadDocument;
import io.reactivemesh.actors.workload.WorkloadId;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.discovery.model.ServiceId;
import io.reactivemesh.discovery.port.HistorySource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Facts in, documents out: joins what belongs together and tells only what differs from what it told before.
 *
 * <p>The documents depend on the facts alone, never on the order in which they came: a translator that was fed one change at a time and
 * one that was fed the result hold equal documents. The cost of a change is that of the documents it reaches. A document that can't be made
 * stays as it was; its object is quarantined, its neighbours are not. No clock, no I/O; one thread at a time.
 */
public final class Translator {
    private final FactIndex index = new FactIndex();
    private final WorkloadTranslation workloadTranslation;
    private final ServiceTranslation serviceTranslation;
    private final Map<ServiceId, ServiceDocument> services = new HashMap<>();
    private final Map<WorkloadId, WorkloadDocument> workloads = new HashMap<>();
    private final Map<IpAddress, AddressDocument> addresses = new HashMap<>();
    private final Untranslatable untranslatable;
    private Map<String, String> zoneByNode = Map.of();

    /**
     * One that knows nothing yet.
     *
     * @param places where an object is, for what is said of those that can't be translated
     */
    public Translator(TranslationConfig config, Function<ObjectKey, String> places) {
        this.untranslatable = new Untranslatable(places);
        OpaquePorts opaquePorts = new OpaquePorts(config, index);
        this.workloadTranslation = new WorkloadTranslation(config, index, opaquePorts);
        this.serviceTranslation = new ServiceTranslation(index, opaquePorts, id -> {
            WorkloadDocument document = workloads.get(id);
            return document == null ? null : document.facts();
        });
    }

    /** Takes in one change and answers what it changes. */
    public Batch apply(FactChanges changes) {
        changes.gone().forEach(index::remove);
        changes.put().forEach(index::put);
        FactIndex.Due due = index.takeDue();
        // Workloads first: Services are made from their facts.
        List<WorkloadDocument> changedWorkloads = new ArrayList<>();
        due.workloads.forEach(id -> untranslatable.attempt(
                WorkloadDocument.key(id), FactIndex.key(id), () -> workload(id, changedWorkloads)));
        List<ServiceDocument> changedServices = new ArrayList<>();
        due.services.forEach(id ->
                untranslatable.attempt(ServiceDocument.key(id), FactIndex.key(id), () -> service(id, changedServices)));
        List<AddressDocument> changedAddresses = new ArrayList<>();
        due.addresses.forEach(ip -> address(ip, changedAddresses));
        List<Batch.Quarantined> quarantined = new ArrayList<>(changes.quarantined());
        quarantined.addAll(untranslatable.takeNews());
        return new Batch(
                changes.origin(),
                changes.complete(),
                changedServices,
                changedWorkloads,
                changedAddresses,
                zones(changes.complete()),
                quarantined,
                undecided(),
                null);
    }

    /** Objects whose documents could not be made when that was last tried. */
    public Set<Batch.Quarantined> quarantined() {
        return untranslatable.standing();
    }

    /** As {@link Batch#undecided}. */
    public Set<HistorySource.Key> undecided() {
        return untranslatable.keys();
    }

    private void workload(WorkloadId id, List<WorkloadDocument> changed) {
        WorkloadFact fact = index.workload(id);
        if (fact == null) {
            if (workloads.remove(id) != null || untranslatable.has(WorkloadDocument.key(id))) {
                changed.add(WorkloadDocument.absent(id));
            }
            return;
        }
        WorkloadDocument document = workloadTranslation.document(fact);
        if (!document.equals(workloads.put(id, document))) {
            changed.add(document);
        }
    }

    private void service(ServiceId id, List<ServiceDocument> changed) {
        ServiceDocument document = serviceTranslation.document(id);
        ServiceDocument before =
                document.kind() == ServiceDocument.Kind.ABSENT ? services.remove(id) : services.put(id, document);
        // Of one that could not be translated others may know more than we have said.
        boolean nothingSaid = before == null
                && document.kind() == ServiceDocument.Kind.ABSENT
                && !untranslatable.has(ServiceDocument.key(id));
        if (!nothingSaid && !document.equals(before)) {
            changed.add(document);
        }
    }

    private void address(IpAddress ip, List<AddressDocument> changed) {
        AddressDocument document = new AddressDocument(
                ip, index.claims(ip).stream().map(Claim::owner).toList());
        AddressDocument before = document.owners().isEmpty() ? addresses.remove(ip) : addresses.put(ip, document);
        boolean nothingSaid = before == null && document.owners().isEmpty();
        if (!nothingSaid && !document.equals(before)) {
            changed.add(document);
        }
    }

    private @Nullable Map<String, String> zones(boolean complete) {
        Map<String, String> now = new TreeMap<>(index.zoneByNode());
        if (now.equals(zoneByNode) && !complete) {
            return null;
        }
        zoneByNode = now;
        return now;
    }
}
