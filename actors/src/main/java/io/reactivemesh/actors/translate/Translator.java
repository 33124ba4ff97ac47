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
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Facts in, documents out: joins what belongs together and tells only what differs from what it told before.
 *
 * <p>The documents depend on the facts alone, never on the order in which they came: a translator that was fed one change at a time and
 * one that was fed the result hold equal documents. The cost of a change is that of the documents it reaches. A document that can't be made
 * stays as it was, and so does what is known of an object whose fact can't be taken in; the object is quarantined, its neighbours are not. No clock, no I/O; one thread at a time.
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
    /** Keys of which nothing could be said before the change that is under way. */
    private Set<HistorySource.Key> doubted = Set.of();

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
        changes.gone().forEach(key -> {
            index.remove(key);
            untranslatable.gone(key);
        });
        changes.put().forEach(fact -> untranslatable.attempt(fact, index::put));
        FactIndex.Due released = untranslatable.takeReleased();
        index.due(released);
        doubted = released.keys();
        FactIndex.Due due = index.takeDue();
        // Workloads first: Services are made from their facts.
        List<WorkloadDocument> changedWorkloads = new ArrayList<>();
        due.workloads.forEach(id -> untranslatable.attempt(
                WorkloadDocument.key(id), FactIndex.key(id), () -> workload(id, changedWorkloads)));
        List<ServiceDocument> changedServices = new ArrayList<>();
        due.services.forEach(id ->
                untranslatable.attempt(ServiceDocument.key(id), FactIndex.key(id), () -> service(id, changedServices)));
        List<AddressDocument> changedAddresses = new ArrayList<>();
        due.addresses.forEach(ip -> addressOf(ip, changedAddresses));
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

    /** Whether others may know more of a key than we have said since we began. */
    private boolean isDoubted(HistorySource.Key key) {
        return untranslatable.has(key) || doubted.contains(key);
    }

    private void workload(WorkloadId id, List<WorkloadDocument> changed) {
        WorkloadFact fact = index.workload(id);
        if (fact == null) {
            if (workloads.remove(id) != null || isDoubted(WorkloadDocument.key(id))) {
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
        boolean nothingSaid =
                before == null && document.kind() == ServiceDocument.Kind.ABSENT && !isDoubted(ServiceDocument.key(id));
        if (!nothingSaid && !document.equals(before)) {
            changed.add(document);
        }
    }

    private void addressOf(IpAddress ip, List<AddressDocument> changed) {
        SortedSet<Claim> claims = index.claims(ip);
        if (claims.isEmpty()) {
            address(ip, claims, changed);
            untranslatable.settled(AddressDocument.key(ip));
        } else {
            untranslatable.attempt(
                    AddressDocument.key(ip), FactIndex.key(claims.first().owner()), () -> address(ip, claims, changed));
        }
    }

    private void address(IpAddress ip, SortedSet<Claim> claims, List<AddressDocument> changed) {
        AddressDocument document =
                new AddressDocument(ip, claims.stream().map(Claim::owner).toList());
        AddressDocument before = document.owners().isEmpty() ? addresses.remove(ip) : addresses.put(ip, document);
        boolean nothingSaid = before == null && document.owners().isEmpty() && !isDoubted(AddressDocument.key(ip));
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
