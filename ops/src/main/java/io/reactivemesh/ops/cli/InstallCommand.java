package io.reactivemesh.ops.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.reactivemesh.ops.install.ControllerAccess;
import io.reactivemesh.ops.install.CustomResources;
import io.reactivemesh.ops.install.InstallValues;
import io.reactivemesh.ops.install.ManifestFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mesh install}. Exit code 0: what was asked for is printed; 1: there is no such thing to print yet. */
@Command(
        name = "install",
        description = {
            "Prints Kubernetes objects of the mesh, for kubectl apply -f -. Asks nothing of a cluster.",
            "So far: the definitions of its kinds, and what the control plane is allowed to read."
        })
final class InstallCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Option(names = "--crds", description = "The CustomResourceDefinitions; to be applied before everything else.")
    private boolean crds;

    @Option(
            names = "--rbac",
            description =
                    "Namespace, ServiceAccount, ClusterRole and ClusterRoleBinding of 'mesh controller --source kube'.")
    private boolean rbac;

    @Option(names = "--ignore-cluster", description = "Taken for the sake of scripts: no cluster is asked anyway.")
    @SuppressWarnings("UnusedVariable") // Scripts may say what they count on.
    private boolean ignoreCluster;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "yaml|json",
            description = "yaml, or json with one object a line (default: ${DEFAULT-VALUE}).")
    private ManifestFormat output = ManifestFormat.YAML;

    @Option(
            names = {"-L", "--linkerd-namespace"},
            paramLabel = "NAMESPACE",
            description = "Namespace of the control plane (default: ${DEFAULT-VALUE}); LINKERD_NAMESPACE sets it too.")
    private String namespace = "linkerd";

    @Override
    public Integer call() {
        if (!crds && !rbac) {
            throw new CliFailure(
                    "install: the control plane can't be rendered as Deployments yet (expected: --crds or --rbac);"
                            + " 'mesh controller --source kube' runs it");
        }
        InstallValues values = values();
        List<ObjectNode> objects = new ArrayList<>();
        if (crds) {
            objects.addAll(CustomResources.render(values));
        }
        if (rbac) {
            objects.addAll(ControllerAccess.render(values));
        }
        spec.commandLine().getOut().print(output.print(objects));
        spec.commandLine().getOut().flush();
        if (!rbac) {
            spec.commandLine().getErr().println("Next: mesh install --rbac | kubectl apply -f -");
        }
        return 0;
    }

    private InstallValues values() {
        try {
            return new InstallValues(namespace, "reactive-mesh/cli " + VersionCommand.Version.number());
        } catch (IllegalArgumentException e) {
            throw new CliFailure("--" + e.getMessage());
        }
    }
}
