package io.reactivemesh.actors.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import io.reactivemesh.actors.Awaiting;
import io.reactivemesh.actors.kube.ApiServer;
import io.reactivemesh.actors.kube.Counted;
import io.reactivemesh.actors.oracle.ClusterEdits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The API server, and etcd behind it, are killed under a control plane that goes on, and come back. */
@Tag("kube")
final class KilledClusterIT {
    private static final int EDITS = 12;

    @TempDir
    private Path directory;

    @TempDir
    private Path clusterDirectory;

    @BeforeAll
    static void haveScript() {
        if (System.getenv(OwnCluster.SCRIPT) != null) {
            return;
        }
        String missing =
                OwnCluster.SCRIPT + ": not set (expected: the script that starts a cluster which may be killed)";
        if ("true".equals(System.getenv("CI")) && ApiServer.kubeconfig() != null) {
            fail(missing);
        }
        LoggerFactory.getLogger(KilledClusterIT.class).warn("{}: nothing is killed", missing);
        abort(missing);
    }

    @Test
    void streamsKeepWhatTheyKnowAndGoOnWhenItIsBack() {
        Counted noticed = new Counted();
        try (OwnCluster killed = OwnCluster.start(clusterDirectory);
                RealCluster real = new RealCluster(killed.server());
                FaultedMesh mesh = new FaultedMesh(
                        new RealBackend(killed.server().client().getConfiguration()),
                        1,
                        Impatient.config(Duration.ofSeconds(1), Duration.ZERO),
                        noticed,
                        directory)) {
            List<String> namespaces = List.of(real.namespace("red"), real.namespace("blue"));
            List<String> nodes = List.of(real.node("near"), real.node("far"));
            EditedCluster cluster = new EditedCluster(killed.server().client());
            ClusterEdits edits = new ClusterEdits(1, namespaces, nodes);
            cluster.become(edits.cluster());
            Agreement agreement = new Agreement(mesh, cluster, namespaces, nodes.getFirst());
            agreement.await("before anything is killed");

            for (List<String> victims : List.of(List.of("apiserver"), List.of("etcd"), List.of("etcd", "apiserver"))) {
                Map<String, Object> before = agreement.known();
                victims.forEach(killed::kill);
                Awaiting.until(() -> killed.isReady(), ready -> !ready);
                if (victims.contains("apiserver")) {
                    // Without etcd alone an API server goes on with the watches that it has; nothing can change.
                    Awaiting.until(() -> mesh.source().status().reasons(), reasons -> !reasons.isEmpty());
                }
                assertThat(agreement.known()).as("with %s killed", victims).isEqualTo(before);
                victims.forEach(killed::restart);
                Awaiting.until(() -> killed.isReady(), Boolean::booleanValue);

                for (int i = 0; i < EDITS; i++) {
                    cluster.write(edits.next());
                }

                agreement.await("after %s came back".formatted(victims));
                Awaiting.until(() -> mesh.source().status().reasons(), List::isEmpty);
            }
            assertThat(noticed.repairs).as("watches are right by themselves").isEmpty();
        }
    }
}
