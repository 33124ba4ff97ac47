package io.reactivemesh.actors.kube;

import io.reactivemesh.actors.Awaiting;
import io.reactivemesh.actors.service.ServiceDocument;
import io.reactivemesh.actors.source.Folded;
import io.reactivemesh.actors.translate.Batch;
import io.reactivemesh.discovery.model.ServiceId;
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

    private SortedSet<String> members(String namespace, String service) {
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
}
