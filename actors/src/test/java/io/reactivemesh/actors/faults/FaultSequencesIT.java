package io.reactivemesh.actors.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.actors.kube.ApiServer;
import io.reactivemesh.actors.kube.Counted;
import io.reactivemesh.actors.kube.KubernetesObserver.Event;
import io.reactivemesh.actors.kube.KubernetesObserver.WatchEnd;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kubernetes as a source is never silently wrong: whatever happens on the way, every stream ends with what the store says. */
final class FaultSequencesIT {
    private static final Duration SILENCE = Duration.ofMillis(400);
    private static final List<String> NAMESPACES = List.of("red", "blue");
    private static final List<String> NODES = List.of("node-1", "node-2");

    @TempDir
    private Path directory;

    private final Counted noticed = new Counted();

    @Test
    void everyStreamEndsWithWhatTheStoreSays() {
        Map<String, Integer> effects = run(900, Duration.ZERO);

        assertThat(effects)
                .as("faults that made a difference")
                .containsOnlyKeys(
                        "Compacted",
                        "ContinueExpired",
                        "Delayed",
                        "Duplicated",
                        "ListRefused",
                        "ListSlow",
                        "ListTorn",
                        "Replayed",
                        "Swapped",
                        "Unauthorized",
                        "WatchDropped",
                        "WatchEnded",
                        "WatchError",
                        "WatchRefused",
                        "WatchSilent",
                        "WatchTorn",
                        "WatchUnanswered");
        assertThat(noticed.ends).contains(WatchEnd.DROPPED, WatchEnd.GONE, WatchEnd.SILENT);
        assertThat(noticed.events).contains(Event.STALE);
        assertThat(noticed.repairs).as("watches are right by themselves").isEmpty();
    }

    @Test
    void auditFindsWhatNoWatchTells() {
        Map<String, Integer> effects = run(100, Duration.ofMillis(200));

        assertThat(effects).containsKey("Lost");
        assertThat(noticed.repairs).isNotEmpty();
        assertThat(noticed.ends).contains(WatchEnd.LOSSY);
    }

    /** Runs sequences, and answers which faults made a difference. */
    private Map<String, Integer> run(int sequences, Duration auditEvery) {
        boolean audited = !auditEvery.isZero();
        try (ApiServer mock = ApiServer.mock();
                FaultedMesh mesh = new FaultedMesh(
                        new MockBackend(URI.create(mock.client().getMasterUrl().toString())),
                        1,
                        Impatient.config(SILENCE, auditEvery),
                        noticed,
                        directory)) {
            Sequences run = new Sequences(mesh, new EditedCluster(mock.client()), NAMESPACES, NODES, audited);
            Sequences.seeds(sequences).forEach(run::run);
            return mesh.faults().tookEffect();
        }
    }
}
