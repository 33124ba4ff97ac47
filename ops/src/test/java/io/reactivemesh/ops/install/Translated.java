package io.reactivemesh.ops.install;

import com.fasterxml.jackson.databind.JsonNode;
import io.reactivemesh.actors.service.ServiceDocument;
import io.reactivemesh.actors.source.ManifestSource;
import io.reactivemesh.actors.translate.Batch;
import io.reactivemesh.actors.translate.DocumentSource;
import io.reactivemesh.actors.translate.TranslationConfig;
import io.reactivemesh.actors.workload.WorkloadDocument;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What the mesh makes of an object.
 *
 * @param refused reasons why it was not taken
 */
record Translated(List<ServiceDocument> services, List<WorkloadDocument> workloads, List<String> refused) {
    /**
     * Reads it.
     *
     * @param beside an array of other objects, or nothing
     */
    static Translated of(JsonNode object, JsonNode beside) {
        StringBuilder manifest = new StringBuilder(object.toString());
        beside.forEach(other -> manifest.append("\n---\n").append(other));
        CompletableFuture<Batch> first = new CompletableFuture<>();
        try (DocumentSource source = ManifestSource.stream(
                "test",
                new ByteArrayInputStream(manifest.toString().getBytes(StandardCharsets.UTF_8)),
                TranslationConfig.DEFAULT)) {
            source.start(first::complete);
            Batch batch = first.orTimeout(20, TimeUnit.SECONDS).join();
            return new Translated(
                    batch.services(),
                    batch.workloads(),
                    batch.quarantined().stream().map(Batch.Quarantined::reason).toList());
        }
    }
}
