package io.reactivemesh.ops.cli;

import io.reactivemesh.ops.controller.Controller;
import io.reactivemesh.ops.controller.ControllerConfig;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mesh controller}. Exit code 0: it was asked to end and did; 1: it could not start. */
@Command(
        name = "controller",
        description = {
            "Runs a control-plane node on a folder of Kubernetes manifests, until SIGTERM or Ctrl-C.",
            "Prints one line when it is ready."
        },
        showDefaultValues = true)
final class ControllerCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Option(
            names = "--source",
            required = true,
            paramLabel = "DIR|FILE|-",
            description =
                    "Kubernetes manifests: a folder or file, watched for changes, or - for standard input, read once.")
    private String source = "";

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description =
                    "Where the log is kept. Without it nothing is remembered over a restart, and there is no history.")
    private @Nullable Path dataDirectory;

    @Option(names = "--port", paramLabel = "PORT", description = "Port of the discovery services; 0 = any.")
    private int port = ControllerConfig.DEFAULT_PORT;

    @Option(names = "--admin-port", paramLabel = "PORT", description = "Port of /live, /ready and /metrics; 0 = any.")
    private int adminPort = ControllerConfig.DEFAULT_ADMIN_PORT;

    @Option(
            names = {"--bind", "--host"},
            paramLabel = "ADDRESS",
            description = "Address to listen on.")
    private String bind = "127.0.0.1";

    @Option(names = "--cluster-domain", paramLabel = "DOMAIN", description = "Suffix of service names.")
    private String clusterDomain = "cluster.local";

    @Option(names = "--trust-domain", paramLabel = "DOMAIN", description = "Suffix of identities.")
    private String trustDomain = "cluster.local";

    @Option(
            names = {"-L", "--linkerd-namespace"},
            paramLabel = "NAMESPACE",
            description = "Namespace that meshed pods name as their control plane's; LINKERD_NAMESPACE sets it too.")
    private String controlPlaneNamespace = "linkerd";

    @Override
    public Integer call() throws InterruptedException {
        if (!source.equals("-") && !Files.exists(Path.of(source))) {
            throw new CliFailure(
                    "--source: '" + source + "' does not exist (expected: a folder or file of manifests, or -)");
        }
        Controller controller = start(config());
        // The JVM ends when its hooks have: this is what drains on SIGTERM and Ctrl-C.
        Thread drain = new Thread(controller::close, "drain");
        Runtime.getRuntime().addShutdownHook(drain);
        controller.ready().thenRun(() -> announce(controller)).exceptionally(_ -> null);
        controller.whenStopped().toCompletableFuture().join();
        return 0;
    }

    private ControllerConfig config() {
        try {
            return new ControllerConfig(
                    source, dataDirectory, bind, port, adminPort, clusterDomain, trustDomain, controlPlaneNamespace);
        } catch (IllegalArgumentException e) {
            throw new CliFailure("--" + e.getMessage());
        }
    }

    private static Controller start(ControllerConfig config) {
        try {
            return Controller.start(config, System.in);
        } catch (IllegalStateException | CompletionException e) {
            throw new CliFailure("the control plane did not start: " + e.getMessage());
        }
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
                        + ", admin http://" + text(controller.adminAddress())
                        + (degraded == null ? "" : " (degraded: " + degraded + ")"));
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}
