package io.reactivemesh.ops.demo;

import io.reactivemesh.ops.netns.NamespaceException;
import io.reactivemesh.ops.netns.NetworkNamespace;
import io.reactivemesh.ops.netns.PodNetwork;
import io.reactivemesh.ops.netns.Prerequisites;
import io.reactivemesh.ops.netns.ProcessUser;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mesh demo}. Exit code 0: every workload had traffic, and some of it succeeded. 1: anything else. */
@Command(
        name = "demo",
        description = {
            "Runs a meshed application on this machine: a control plane, and a proxy beside each pod.",
            "Shows a live table of who does how much, how well and how fast, from the proxies' own metrics.",
            "With --netns, by root, every pod is a network namespace with redirection, and its application knows nothing of a proxy.",
            "Everything it starts ends with it."
        })
public final class DemoCommand implements Callable<Integer> {
    private static final Pattern DURATION = Pattern.compile("(\\d+)(ms|s|m|h)");
    /** A process that leaves a start-up cache behind writes it when it ends. */
    private static final Duration STOP_GRACE = Duration.ofSeconds(15);

    private static final Duration BEYOND_GRACE = Duration.ofSeconds(10);

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description =
                    "Folder of Kubernetes manifests to run; Pods need a loopback podIP, with --netns any (default: ${DEFAULT-VALUE}).",
            defaultValue = "${sys:mesh.home:-.}/ops/deploy/demo/emojivoto")
    private Path directory = Path.of(".");

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            description = "Stop after this time, e.g. 20s (default: run until Ctrl-C).")
    private @Nullable String length;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "table|json",
            description =
                    "table: while it runs. json: one object at the end, with --for. It sums up what arrived at workloads"
                            + " that serve; one that only sends is counted where it sends (default: ${DEFAULT-VALUE}).",
            defaultValue = "table")
    private String output = "table";

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Journal and logs (default: target/demo of the project, with --netns target/demo-netns).")
    private @Nullable Path dataDirectory;

    @Option(
            names = "--port",
            description = "Of the control plane's discovery (default: ${DEFAULT-VALUE}).",
            defaultValue = "8086")
    private int port;

    @Option(
            names = "--policy-port",
            description = "Of the control plane's policies (default: ${DEFAULT-VALUE}).",
            defaultValue = "8090")
    private int policyPort;

    @Option(
            names = "--admin-port",
            description = "Of the control plane's readiness and metrics (default: ${DEFAULT-VALUE}).",
            defaultValue = "9990")
    private int adminPort;

    @Option(
            names = "--netns",
            description = "Give every pod a network namespace of its own; needs root: sudo ./mesh demo --netns.")
    private boolean namespaces;

    /** Said by the launcher, which has put us in a network namespace of our own: the node. */
    @Option(names = "--node", hidden = true, defaultValue = "${sys:mesh.node:-false}")
    private boolean node;

    /** Who called sudo. */
    @Option(names = "--application-user", hidden = true, defaultValue = "${sys:mesh.caller:-0:0}")
    private String applicationUser = "0:0";

    @Option(names = "--home", hidden = true, defaultValue = "${sys:mesh.home:-.}")
    private Path home = Path.of(".");

    @Option(names = "--launcher", hidden = true, defaultValue = "${sys:mesh.launcher:-./mesh}")
    private String launcher = "./mesh";

    @Option(names = "--redraw", hidden = true, defaultValue = "${sys:mesh.tty:-false}")
    private boolean redraw;

    @Override
    public Integer call() throws InterruptedException {
        CommandLine commandLine = Objects.requireNonNull(spec).commandLine();
        PrintWriter err = commandLine.getErr();
        boolean json = output.equals("json");
        if (!json && !output.equals("table")) {
            throw new CommandLine.ParameterException(commandLine, "-o: " + output + " (expected: table or json)");
        }
        if (json && length == null) {
            throw new CommandLine.ParameterException(commandLine, "-o json needs --for (e.g. --for 20s)");
        }
        if (!Files.exists(directory)) {
            throw new CommandLine.ParameterException(commandLine, "--dir: " + directory + " does not exist");
        }
        Path data =
                dataDirectory != null ? dataDirectory : home.resolve(namespaces ? "target/demo-netns" : "target/demo");
        Demo.Config config = new Demo.Config(
                directory.toAbsolutePath().normalize(),
                data.toAbsolutePath().normalize(),
                launcher,
                length == null ? null : duration(commandLine, "--for", length),
                !json,
                STOP_GRACE);
        PodHost host;
        try {
            host = namespaces
                    ? namespaceHost(config)
                    : new LoopbackHost(config.manifests(), config.launcher(), ports());
        } catch (NamespaceException e) {
            err.println("mesh demo: " + e.getMessage());
            return 1;
        }
        Screen screen = new Screen(commandLine.getOut(), err, redraw && !json);
        Demo demo = new Demo(config, host, screen, System::nanoTime);
        CompletableFuture<Integer> ended = new CompletableFuture<>();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> endByHook(demo, ended, STOP_GRACE.plus(BEYOND_GRACE)), "demo-stop"));
        int code = 1;
        try {
            code = run(demo, json, commandLine.getOut(), err);
        } finally {
            ended.complete(code);
        }
        return code;
    }

    private PodHost namespaceHost(Demo.Config config) throws InterruptedException {
        List<String> missing = Prerequisites.missing();
        if (!missing.isEmpty() || !node) {
            throw new NamespaceException("--netns lacks "
                    + (missing.isEmpty() ? "a namespace for its node" : String.join("; ", missing))
                    + ". Start it as: sudo ./mesh demo --netns");
        }
        return new NamespaceHost(
                config.manifests(),
                config.dataDirectory(),
                config.launcher(),
                ProcessUser.parse(applicationUser),
                new PodNetwork(NetworkNamespace.own()),
                ports());
    }

    private ControlPlane.Ports ports() {
        return new ControlPlane.Ports(port, policyPort, adminPort);
    }

    private static int run(Demo demo, boolean json, PrintWriter out, PrintWriter err) throws InterruptedException {
        try {
            DemoReport report = demo.run();
            if (json) {
                out.println(report.toJson());
                out.flush();
            }
            if (!report.worked()) {
                err.println("mesh demo: without a single success: " + String.join(", ", report.silent()));
                err.flush();
                return 1;
            }
            return 0;
        } catch (Demo.DemoFailed | IOException e) {
            err.println("mesh demo: " + e.getMessage());
            err.flush();
            return 1;
        }
    }

    /** On a signal: stops the demo in its order, and lets its own exit code be the process's. */
    private static void endByHook(Demo demo, CompletableFuture<Integer> ended, Duration deadline) {
        demo.requestStop();
        int code;
        try {
            code = ended.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (Exception e) {
            // Out of time: the leashes end what is left.
            code = 1;
        }
        Runtime.getRuntime().halt(code);
    }

    private static Duration duration(CommandLine commandLine, String option, String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new CommandLine.ParameterException(commandLine, option + ": " + text + " (expected: 20s, 5m, 1h)");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }
}
