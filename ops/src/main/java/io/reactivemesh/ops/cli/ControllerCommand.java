package io.reactivemesh.ops.cli;

import io.reactivemesh.ops.controller.Controller;
import io.reactivemesh.ops.controller.ControllerConfig;
import io.reactivemesh.ops.controller.Settings;
import io.reactivemesh.ops.controller.Settings.Flag;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code mesh controller}. Exit code 0: it was asked to end and did; 1: it could not start. */
@Command(
        name = "controller",
        description = {
            "Runs a control-plane node on a Kubernetes API server or a folder of manifests, until SIGTERM or Ctrl-C.",
            "Prints one line when it is ready. A flag goes before the setting of the same name in --config."
        })
final class ControllerCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private MeshCommand mesh;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings in HOCON; ops/deploy/controller.conf has them all.")
    private @Nullable Path file;

    @Option(
            names = "--source",
            paramLabel = "kube|DIR|FILE|-",
            description = "The Kubernetes API, or manifests: a folder or file, watched for changes, or - for standard"
                    + " input, read once.")
    private @Nullable String source;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description =
                    "For --source kube (default: in a pod its ServiceAccount, elsewhere KUBECONFIG or ~/.kube/config).")
    private @Nullable String kubeconfig;

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "Of the kubeconfig file (default: its current one).")
    private @Nullable String context;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description =
                    "Where the log is kept. Without it nothing is remembered over a restart, and there is no history.")
    private @Nullable String dataDirectory;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port of the discovery services; 0 = any (default: 8086).")
    private @Nullable Integer port;

    @Option(
            names = "--policy-port",
            paramLabel = "PORT",
            description = "Port of the policy services; 0 = any (default: 8090).")
    private @Nullable Integer policyPort;

    @Option(
            names = "--admin-port",
            paramLabel = "PORT",
            description = "Port of /live, /ready and /metrics; 0 = any (default: 9990).")
    private @Nullable Integer adminPort;

    @Option(
            names = {"--bind", "--host"},
            paramLabel = "ADDRESS",
            description = "Address to listen on (default: 127.0.0.1).")
    private @Nullable String bind;

    @Option(
            names = "--cluster-domain",
            paramLabel = "DOMAIN",
            description = "Suffix of service names (default: cluster.local).")
    private @Nullable String clusterDomain;

    @Option(
            names = "--trust-domain",
            paramLabel = "DOMAIN",
            description = "Suffix of identities (default: cluster.local).")
    private @Nullable String trustDomain;

    @Option(
            names = {"-L", "--linkerd-namespace"},
            paramLabel = "NAMESPACE",
            description = "Namespace that meshed pods name as their control plane's (default: linkerd);"
                    + " LINKERD_NAMESPACE sets it too.")
    private @Nullable String controlPlaneNamespace;

    @Override
    public Integer call() {
        Controller controller = start(config());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> drain(controller), "drain"));
        controller.ready().thenRun(() -> announce(controller)).exceptionally(_ -> null);
        controller.whenStopped().toCompletableFuture().join();
        return 0;
    }

    private ControllerConfig config() {
        if (source == null && file == null) {
            throw new ParameterException(
                    spec.commandLine(), "Missing required option: '--source=kube|DIR|FILE|-', or 'source' in --config");
        }
        try {
            return ControllerConfig.of(Settings.of(flags(), file));
        } catch (IllegalArgumentException e) {
            throw new CliFailure(String.valueOf(e.getMessage()));
        }
    }

    private List<Flag> flags() {
        List<Flag> flags = new ArrayList<>();
        flag(flags, "--source", "source", source);
        flag(flags, "--kubeconfig", "kubernetes.kubeconfig", kubeconfig);
        flag(flags, "--context", "kubernetes.context", context);
        flag(flags, "--data-dir", "data-dir", dataDirectory);
        flag(flags, "--port", "port", port);
        flag(flags, "--policy-port", "policy-port", policyPort);
        flag(flags, "--admin-port", "admin-port", adminPort);
        flag(flags, "--bind", "bind", bind);
        flag(flags, "--cluster-domain", "discovery.cluster-domain", clusterDomain);
        flag(flags, "--trust-domain", "trust-domain", trustDomain);
        flag(flags, "--linkerd-namespace", "linkerd-namespace", controlPlaneNamespace);
        return flags;
    }

    private static void flag(List<Flag> flags, String name, String key, @Nullable Object value) {
        if (value != null) {
            flags.add(new Flag(name, key, value));
        }
    }

    private Controller start(ControllerConfig config) {
        try {
            return Controller.start(config, System.in, mesh.environment());
        } catch (IllegalStateException | IllegalArgumentException | CompletionException e) {
            throw new CliFailure("the control plane did not start: " + e.getMessage());
        }
    }

    /** What SIGTERM and Ctrl-C lead to. An orderly end is a success, whatever signal asked for it. */
    private void drain(Controller controller) {
        controller.close();
        spec.commandLine().getOut().flush();
        Runtime.getRuntime().halt(0);
    }

    private void announce(Controller controller) {
        long millis = ProcessHandle.current()
                .info()
                .startInstant()
                .map(started -> Duration.between(started, Instant.now()).toMillis())
                .orElse(0L);
        String degraded = controller.degraded();
        spec.commandLine()
                .getOut()
                .println("control plane ready in " + millis + " ms: discovery " + text(controller.discoveryAddress())
                        + ", policy " + text(controller.policyAddress())
                        + ", admin http://" + text(controller.adminAddress())
                        + (degraded == null ? "" : " (degraded: " + degraded + ")"));
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}
