package io.reactivemesh.ops.testing;

import static org.junit.jupiter.api.Assumptions.abort;

import io.reactivemesh.ops.netns.NetworkNamespace;
import io.reactivemesh.ops.netns.PodNetwork;
import io.reactivemesh.ops.netns.Prerequisites;
import io.reactivemesh.ops.netns.ProcessUser;
import io.reactivemesh.ops.process.LeashedProcess;
import io.reactivemesh.proxy.ProxyMain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Two pods on a node of their own, each a network namespace, with IPv4 and IPv6; what runs in them is started by tests. */
public final class TwoPods implements AutoCloseable {
    public static final String CLIENT_IP = "10.199.0.1";
    public static final String SERVER_IP = "10.199.0.2";
    public static final String CLIENT_IPV6 = "fd00:199:0:0:0:0:0:1";
    public static final String SERVER_IPV6 = "fd00:199:0:0:0:0:0:2";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(25);
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Path logs;
    private final NetworkNamespace node = NetworkNamespace.create();
    private final NetworkNamespace client = NetworkNamespace.create();
    private final NetworkNamespace server = NetworkNamespace.create();
    private final List<LeashedProcess> processes = new ArrayList<>();

    /**
     * @param logs where processes write
     */
    public TwoPods(Path logs) throws InterruptedException {
        this.logs = logs;
        PodNetwork network = new PodNetwork(node);
        network.connect(client, InetAddress.ofLiteral(CLIENT_IP));
        network.connect(client, InetAddress.ofLiteral(CLIENT_IPV6));
        network.connect(server, InetAddress.ofLiteral(SERVER_IP));
        network.connect(server, InetAddress.ofLiteral(SERVER_IPV6));
    }

    /** Skips the test, loudly, where there can be no namespaces; in CI there have to be. */
    public static void require(String what) throws InterruptedException {
        List<String> missing = Prerequisites.missing();
        if (missing.isEmpty()) {
            return;
        }
        String message = what + " is NOT tested here, for want of: " + String.join(", ", missing);
        if (System.getenv("CI") != null) {
            throw new AssertionError(message);
        }
        System.err.println(message);
        abort(message);
    }

    public NetworkNamespace node() {
        return node;
    }

    public NetworkNamespace client() {
        return client;
    }

    public NetworkNamespace server() {
        return server;
    }

    /** Starts a class of this class path in a pod, as root. */
    public void start(NetworkNamespace pod, String main, String... arguments) {
        start(pod, new ProcessUser(0, 0), Map.of(), List.of(), main, List.of(arguments));
    }

    /** Starts a proxy in a pod, as its own user. */
    public void startProxy(NetworkNamespace pod, Map<String, String> environment) {
        start(
                pod,
                ProcessUser.PROXY,
                environment,
                List.of("-Dslf4j.provider=io.reactivemesh.proxy.log.ProxyLogging"),
                ProxyMain.class.getName(),
                List.of());
    }

    private void start(
            NetworkNamespace pod,
            ProcessUser user,
            Map<String, String> environment,
            List<String> options,
            String main,
            List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(arguments);
        startProgram(pod, user, environment, main, command);
    }

    /**
     * Starts a program in a pod.
     *
     * @param name of its log
     */
    public void startProgram(
            NetworkNamespace pod,
            ProcessUser user,
            Map<String, String> environment,
            String name,
            List<String> command) {
        try {
            processes.add(LeashedProcess.start(
                    pod.entering(user.running(command)),
                    environment,
                    logs.resolve(processes.size() + "-" + name + ".log"),
                    GRACE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command in a pod by a user, to its end; what it printed. */
    public static String output(NetworkNamespace pod, ProcessUser user, String... command) throws InterruptedException {
        return pod.run(user.running(List.of(command)).toArray(String[]::new)).output();
    }

    /** Something that becomes true. */
    public interface Condition {
        boolean holds() throws InterruptedException;
    }

    /** Polls until something holds; fails with all that the processes printed. */
    public void await(String what, Condition condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("never: " + what + "\n" + printed());
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    /** All that the processes printed, one after the other. */
    public String printed() {
        StringBuilder all = new StringBuilder();
        try (var files = Files.list(logs)) {
            for (Path file : files.sorted().toList()) {
                all.append("== ").append(file.getFileName()).append('\n').append(Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all.toString();
    }

    @Override
    public void close() {
        processes.forEach(LeashedProcess::release);
        processes.forEach(process -> process.exit().join());
        List.of(client, server, node).forEach(NetworkNamespace::close);
    }
}
