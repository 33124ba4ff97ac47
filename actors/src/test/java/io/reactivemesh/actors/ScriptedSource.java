package io.reactivemesh.actors;

import io.reactivemesh.actors.address.AddressDocument;
import io.reactivemesh.actors.journal.Document;
import io.reactivemesh.actors.service.ServiceDocument;
import io.reactivemesh.actors.translate.Batch;
import io.reactivemesh.actors.translate.DocumentSource;
import io.reactivemesh.actors.workload.WorkloadDocument;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A source that says what a test tells it to say. */
public final class ScriptedSource implements DocumentSource {
    private @Nullable Consumer<Batch> sink;

    @Override
    public synchronized void start(Consumer<Batch> target) {
        sink = target;
    }

    @Override
    public synchronized void close() {
        sink = null;
    }

    /** Says that these documents are all there are. */
    public void list(Document... documents) {
        say("initial list", true, null, List.of(documents));
    }

    /** Says that these documents changed. */
    public void edit(Document... documents) {
        say("edit", false, null, List.of(documents));
    }

    public void zones(Map<String, String> zones) {
        say("nodes", false, zones, List.of());
    }

    public synchronized void say(
            String origin, boolean complete, @Nullable Map<String, String> zones, List<Document> documents) {
        if (sink != null) {
            sink.accept(new Batch(
                    origin,
                    complete,
                    only(documents, ServiceDocument.class),
                    only(documents, WorkloadDocument.class),
                    only(documents, AddressDocument.class),
                    zones,
                    List.of(),
                    Set.of(),
                    null));
        }
    }

    private static <D> List<D> only(List<Document> documents, Class<D> kind) {
        return documents.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
