package io.reactivemesh.ops.controller;

import io.reactivemesh.ops.controller.Settings.Flag;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Configurations of controllers that listen on free ports. */
public final class TestConfigs {
    private TestConfigs() {}

    /** On a folder of manifests, with other settings as flags. */
    public static ControllerConfig onManifests(Path folder, Flag... others) {
        return of(folder.toString(), others);
    }

    /** On a Kubernetes API server, with other settings as flags. */
    public static ControllerConfig onKubernetes(Path kubeconfig, Flag... others) {
        List<Flag> flags = new ArrayList<>(List.of(others));
        flags.add(new Flag("--kubeconfig", "kubernetes.kubeconfig", kubeconfig.toString()));
        return of("kube", flags.toArray(Flag[]::new));
    }

    private static ControllerConfig of(String source, Flag... others) {
        List<Flag> flags = new ArrayList<>(List.of(others));
        flags.add(new Flag("--source", "source", source));
        flags.add(new Flag("--port", "port", 0));
        flags.add(new Flag("--policy-port", "policy-port", 0));
        flags.add(new Flag("--admin-port", "admin-port", 0));
        return ControllerConfig.of(Settings.of(flags, null));
    }
}
