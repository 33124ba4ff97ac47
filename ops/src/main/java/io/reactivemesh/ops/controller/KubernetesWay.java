package io.reactivemesh.ops.controller;

import io.reactivemesh.actors.kube.KubernetesAccess;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the API server: what was said, then {@code KUBECONFIG}, then the pod that we run in, then {@code ~/.kube/config}. */
final class KubernetesWay {
    private KubernetesWay() {}

    /**
     * The way to the API server.
     *
     * @param environment variables of the process
     * @throws IllegalArgumentException when none of the ways exists, or the one that was chosen can't be used
     */
    static KubernetesAccess of(SourceChoice.Kubernetes choice, Map<String, String> environment) {
        Path said = choice.kubeconfig() != null ? choice.kubeconfig() : firstExisting(environment.get("KUBECONFIG"));
        if (said != null) {
            return KubernetesAccess.kubeconfig(said, choice.context());
        }
        if (environment.containsKey("KUBERNETES_SERVICE_HOST") && choice.context() == null) {
            return KubernetesAccess.inCluster(environment, KubernetesAccess.SERVICE_ACCOUNT);
        }
        Path usual = Path.of(environment.getOrDefault("HOME", "/"), ".kube", "config");
        if (!Files.exists(usual)) {
            throw new IllegalArgumentException("no way to a Kubernetes API: this is no pod, KUBECONFIG is not set and "
                    + usual + " does not exist (expected: --kubeconfig FILE)");
        }
        return KubernetesAccess.kubeconfig(usual, choice.context());
    }

    /** The first of the files that the variable lists which exists; when none does the first, to be refused by name. */
    private static @Nullable Path firstExisting(@Nullable String list) {
        if (list == null || list.isEmpty()) {
            return null;
        }
        Path first = null;
        for (String each : list.split(File.pathSeparator)) {
            Path file = Path.of(each);
            if (Files.exists(file)) {
                return file;
            }
            first = first == null ? file : first;
        }
        return first;
    }
}
