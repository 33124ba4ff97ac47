package io.reactivemesh.actors.kube;

import io.reactivemesh.actors.Awaiting;
import io.reactivemesh.actors.service.ServiceDocument;
import io.reactivemesh.actors.source.Folded;
import io.reactivemesh.actors.translate.Batch;
import io.reactivemesh.discovery.model.ServiceId;
import io.reactivemesh.discovery.model.ServiceProfile;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** What a source told, to be awaited. */
final class Told implements Consumer<Batch> {
    private final Folded folded = new Folded();

    @Override
    public synchronized void accept(Batch batch) {
        folded.accept(batch);
    }

    /** Reads something of what was told. */
    synchronized <T> T read(Function<Folded, T> read) {
        return read.apply(folded);
    }

    List<Batch> batches() {
        return read(told -> List.copyOf(told.batches));
    }

    /** The members of a Service as {@code ip:port}, waited for. */
    SortedSet<String> awaitMembers(String namespace, String service, Predicate<SortedSet<String>> wanted) {
        return Awaiting.until(() -> members(namespace, service), wanted);
    }

    SortedSet<String> members(String namespace, String service) {
        return read(told -> {
            SortedSet<String> members = new TreeSet<>();
            ServiceDocument document = told.services.get(new ServiceId(namespace, service));
            if (document != null) {
                document.members()
                        .values()
                        .forEach(member ->
                                member.ports().values().forEach(port -> members.add(member.ip() + ":" + port)));
            }
            return members;
        });
    }

    void awaitServices(String namespace, List<String> wanted) {
        Awaiting.until(
                () -> read(told -> told.services.keySet().stream()
                        .filter(id -> id.namespace().equals(namespace))
                        .map(ServiceId::name)
                        .toList()),
                wanted::equals);
    }

    void awaitRoutes(String namespace, String service, List<String> wanted) {
        Awaiting.until(() -> routes(namespace, service), wanted::equals);
    }

    /** The names of the routes that the ServiceProfile of a Service has. */
    List<String> routes(String namespace, String service) {
        return read(told -> {
            ServiceDocument document = told.services.get(new ServiceId(namespace, service));
            return document == null || document.profiles().get(namespace) == null
                    ? List.of()
                    : document.profiles().get(namespace).routes().stream()
                            .map(ServiceProfile.Route::name)
                            .toList();
        });
    }
}
