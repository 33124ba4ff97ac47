package io.reactivemesh.actors.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.actors.kube.ApiServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kubernetes as a source is never silently wrong: whatever happens on the way, every stream ends with what the store says. */
final class FaultSequencesIT {
    private static final int SEQUENCES = 1_000;
    private static final Duration SILENCE = Duration.ofMillis(500);
    private static final List<String> NAMESPACES = List.of("red", "blue");
    private static final List<String> NODES = List.of("node-1", "node-2");

    @TempDir
    private Path directory;

    @Test
    void everyStreamEndsWithWhatTheStoreSays() {
        Witness witness = new Witness();
        try (ApiServer mock = ApiServer.mock();
                FaultedMesh mesh = new FaultedMesh(
                        new MockBackend(URI.create(mock.client().getMasterUrl().toString())),
                        0,
                        Impatient.config(SILENCE),
                        witness,
                        directory)) {
            Sequences sequences = new Sequences(mesh, new EditedCluster(mock.client()), NAMESPACES, NODES);
            long start = System.nanoTime();
            Sequences.seeds(SEQUENCES).forEach(seed -> {
                long before = System.nanoTime();
                sequences.run(seed);
                System.err.println(seed + " " + (System.nanoTime() - before) / 1_000_000);
            });
            System.err.println("total " + (System.nanoTime() - start) / 1_000_000_000 + " " + mesh.faults().tookEffect() + witness.noticed());
        }
    }
}
