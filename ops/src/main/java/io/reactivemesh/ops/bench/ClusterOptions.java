package io.reactivemesh.ops.bench;

import io.reactivemesh.actors.kube.KubernetesAccess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the objects of a measurement are to be, as it was typed. */
final class ClusterOptions {
    private static final String KUBE = "kube";

    @Option(
            names = "--source",
            paramLabel = "kube|DIR",
            description = "Where the objects are: in a namespace of their own on an API server, or in a folder; removed"
                    + " afterwards (default: a temporary folder).")
    private @Nullable String source;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            defaultValue = "${env:KUBECONFIG}",
            description = "For --source kube (default: KUBECONFIG).")
    private @Nullable Path kubeconfig;

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "Of the kubeconfig file (default: its current one).")
    private @Nullable String context;

    /**
     * Creates the objects.
     *
     * @param directory where a temporary folder may be
     * @throws BenchFailure when it was not said which API server
     */
    DiscoveryCluster create(Path directory, int services, int endpoints, Consumer<String> progress)
            throws IOException, InterruptedException {
        if (!KUBE.equals(source)) {
            return FolderCluster.create(
                    source != null ? Path.of(source) : directory.resolve("manifests"), services, endpoints);
        }
        KubernetesAccess access = access();
        progress.accept("creating " + services + " Services with " + endpoints + " pods each on " + access);
        return KubeCluster.create(access.client(), services, endpoints, progress);
    }

    private KubernetesAccess access() {
        if (kubeconfig == null) {
            throw new BenchFailure("--source kube: which API server? (expected: --kubeconfig FILE, or KUBECONFIG)");
        }
        try {
            return KubernetesAccess.kubeconfig(kubeconfig, context);
        } catch (IllegalArgumentException e) {
            throw new BenchFailure(String.valueOf(e.getMessage()), e);
        }
    }

    /** What {@code mesh controller} has to be told to read these objects. */
    List<String> controllerFlags(DiscoveryCluster cluster) {
        List<String> flags = new ArrayList<>(List.of("--source=" + cluster.source()));
        if (KUBE.equals(source)) {
            flags.add("--kubeconfig=" + kubeconfig);
            if (context != null) {
                flags.add("--context=" + context);
            }
        }
        return flags;
    }
}
