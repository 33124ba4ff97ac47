package io.reactivemesh.actors.faults;

import io.reactivemesh.actors.ServedNode;
import io.reactivemesh.actors.TestNodes;
import io.reactivemesh.actors.kube.ApiServer;
import io.reactivemesh.actors.kube.KubernetesObserver;
import io.reactivemesh.actors.kube.KubernetesSource;
import io.reactivemesh.actors.kube.KubernetesSourceConfig;
import io.reactivemesh.actors.oracle.ClusterEdits;
import io.reactivemesh.actors.oracle.Intended;
import io.reactivemesh.actors.source.ManifestSource;
import io.reactivemesh.actors.translate.TranslationConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;

/**
 * One oracle, two sources: random edits of a cluster, read by a control plane from its API and by another from a folder that holds the same
 * objects. Every stream of either ends with what the oracle says.
 */
abstract class TwoSourcesContract {
    private static final int WRITES = 6;

    @TempDir
    private Path directory;

    void everyStreamSaysTheSame(int sequences, ApiServer server, List<String> namespaces, List<String> nodes)
            throws IOException {
        EditedCluster cluster = new EditedCluster(server.client());
        KubernetesSource kubernetes = KubernetesSource.of(
                server.access(), KubernetesSourceConfig.defaults(), TranslationConfig.DEFAULT, KubernetesObserver.NONE);
        Path folder = Files.createDirectory(directory.resolve("manifests"));
        ManifestSource manifests = ManifestSource.watched(folder, TranslationConfig.DEFAULT, null);
        Map<String, String> unrecorded = Map.of("reactive-mesh.journal.kind", "none");
        try (ServedNode fromApi = ServedNode.start(TestNodes.with(unrecorded), kubernetes);
                ServedNode fromFolder = ServedNode.start(TestNodes.with(unrecorded), manifests)) {
            Agreement api = new Agreement(
                    fromApi.channel(), () -> kubernetes.status().toString(), cluster, namespaces, nodes.getFirst());
            Agreement files = new Agreement(
                    fromFolder.channel(),
                    () -> manifests.quarantined().toString(),
                    cluster,
                    namespaces,
                    nodes.getFirst());
            for (int seed = 1; seed <= sequences; seed++) {
                ClusterEdits edits = new ClusterEdits(seed, namespaces, nodes);
                cluster.become(edits.cluster());
                for (int write = 0; write < WRITES; write++) {
                    cluster.write(edits.next());
                }
                api.await("seed " + seed + ", from the API");
                save(folder, cluster.read(namespaces));
                files.await("seed " + seed + ", from files");
            }
        }
    }

    /** All in one file, exchanged at once: the folder is never half a cluster. */
    private static void save(Path folder, List<Intended> objects) throws IOException {
        Path next = Files.writeString(
                folder.resolve(".next"), objects.stream().map(Intended::yaml).collect(Collectors.joining("---\n")));
        Files.move(next, folder.resolve("cluster.yaml"), StandardCopyOption.ATOMIC_MOVE);
    }
}
