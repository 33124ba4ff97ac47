package io.reactivemesh.ops.controller;

import io.reactivemesh.actors.service.ServiceDocument;
import io.reactivemesh.actors.translate.Batch;
import io.reactivemesh.actors.translate.DocumentSource;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A source that is watched on the way: whether it has listed, and how much there is. */
final class ObservedSource implements DocumentSource {
    private final DocumentSource source;
    private final CompletableFuture<Void> listed = new CompletableFuture<>();
    /** Keys of all documents of something that exists; only the source's thread touches it. */
    private final Set<Object> existing = new HashSet<>();

    private volatile int documents;

    ObservedSource(DocumentSource source) {
        this.source = source;
    }

    /** Completes when the first complete batch was handed over. */
    CompletionStage<Void> listed() {
        return listed;
    }

    /** Services, workloads and addresses that exist. */
    int documents() {
        return documents;
    }

    @Override
    public void start(Consumer<Batch> sink) {
        source.start(batch -> {
            count(batch);
            sink.accept(batch);
            if (batch.complete()) {
                listed.complete(null);
            }
        });
    }

    @Override
    public void close() {
        source.close();
    }

    private void count(Batch batch) {
        if (batch.complete()) {
            existing.clear();
        }
        batch.services().forEach(service -> count(service.id(), service.kind() != ServiceDocument.Kind.ABSENT));
        batch.workloads().forEach(workload -> count(workload.id(), workload.facts() != null));
        batch.addresses()
                .forEach(address -> count(address.ip(), !address.owners().isEmpty()));
        documents = existing.size();
    }

    private void count(Object key, boolean exists) {
        if (exists) {
            existing.add(key);
        } else {
            existing.remove(key);
        }
    }
}
