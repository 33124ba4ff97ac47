package io.reactivemesh.ops.install;

import com.fasterxml.jackson.databind.JsonNode;
import io.reactivemesh.actors.service.ServiceDocument;
import io.reactivemesh.actors.source.ManifestSource;
import io.reactivemesh.actors.translate.Batch;
import io.reactivemesh.actors.translate.DocumentSource;
import io.reactivemesh.actors.translate.TranslationConfig;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What the mesh makes of an object that belongs to the Service of the same name.
 *
 * @param refused reasons why it was not taken
 */
record Translated(List<ServiceDocument> services, List<String> refused) {
    /** Reads it, and the Service whose full name it has. */
    static Translated of(JsonNode object, String namespace) {
        String service = """
                apiVersion: v1
                kind: Service
                metadata: {name: %s, namespace: %s}
                spec: {clusterIP: 10.96.0.1, ports: [{port: 80}]}
                ---
                """.formatted(object.at("/metadata/name").asText().split("\\.")[0], namespace);
        CompletableFuture<Batch> first = new CompletableFuture<>();
        try (DocumentSource source = ManifestSource.stream(
                "test",
                new ByteArrayInputStream((service + object).getBytes(StandardCharsets.UTF_8)),
                TranslationConfig.DEFAULT)) {
            source.start(first::complete);
            Batch batch = first.orTimeout(20, TimeUnit.SECONDS).join();
            return new Translated(
                    batch.services(),
                    batch.quarantined().stream().map(Batch.Quarantined::reason).toList());
        }
    }
}
