package io.reactivemesh.actors.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.actors.kube.ApiServer;
import io.reactivemesh.actors.kube.Counted;
import io.reactivemesh.actors.kube.KubernetesObserver.Event;
import io.reactivemesh.actors.kube.KubernetesObserver.WatchEnd;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** The same before the API server that the environment names: with its versions, pages, bookmarks and admission. */
@Tag("kube")
@EnabledIfEnvironmentVariable(named = "KUBECONFIG", matches = ".+", disabledReason = "no API server is named")
final class RealFaultSequencesIT {
    private static final int SEQUENCES = 50;
    /** Its bookmarks come every minute: quiet watches are replaced for nothing, which must do no harm. */
    private static final Duration SILENCE = Duration.ofSeconds(1);

    @TempDir
    private Path directory;

    @Test
    void everyStreamEndsWithWhatTheStoreSays() {
        Counted noticed = new Counted();
        try (ApiServer server = ApiServer.real();
                RealCluster cluster = new RealCluster(server);
                FaultedMesh mesh = new FaultedMesh(
                        new RealBackend(server.client().getConfiguration()),
                        1,
                        Impatient.config(SILENCE, Duration.ZERO),
                        noticed,
                        directory)) {
            List<String> namespaces = List.of(cluster.namespace("red"), cluster.namespace("blue"));
            List<String> nodes = List.of(cluster.node("near"), cluster.node("far"));
            Sequences run = new Sequences(mesh, new EditedCluster(server.client()), namespaces, nodes, false);

            Sequences.seeds(SEQUENCES).forEach(run::run);

            assertThat(mesh.faults().tookEffect()).hasSizeGreaterThan(10);
            assertThat(noticed.ends).contains(WatchEnd.DROPPED, WatchEnd.GONE, WatchEnd.SILENT);
            assertThat(noticed.events).contains(Event.STALE);
            assertThat(noticed.repairs).as("watches are right by themselves").isEmpty();
        }
    }
}
