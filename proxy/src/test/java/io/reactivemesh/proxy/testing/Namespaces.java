package io.reactivemesh.proxy.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Two pods as network namespaces, joined by a cable, each with the redirection that Linkerd's init container sets up. Proxies run with a
 * group id that is exempt from it. Needs root, iptables and iproute2.
 */
public final class Namespaces implements AutoCloseable {
    public static final String CLIENT_IP = "10.199.0.1";
    public static final String SERVER_IP = "10.199.0.2";
    private static final String PROXY_GROUP = "2102";

    private final String tag = "mesh" + ProcessHandle.current().pid();
    private final Path logs;
    private final List<Process> processes = new ArrayList<>();

    public Namespaces(Path logs) {
        this.logs = logs;
        for (String end : List.of("c", "s")) {
            run("ip", "netns", "add", name(end));
        }
        run("ip", "link", "add", tag + "c", "type", "veth", "peer", "name", tag + "s");
        cable("c", CLIENT_IP);
        cable("s", SERVER_IP);
    }

    /** What is missing to make namespaces; empty = nothing. */
    public static String missing() {
        List<String> missing = new ArrayList<>();
        if (!"root".equals(System.getProperty("user.name"))) {
            missing.add("root");
        }
        for (String program : List.of("iptables", "ip", "setpriv", "curl")) {
            if (List.of("/usr/sbin/", "/sbin/", "/usr/bin/", "/bin/").stream()
                    .noneMatch(folder -> Files.isExecutable(Path.of(folder + program)))) {
                missing.add(program);
            }
        }
        return String.join(", ", missing);
    }

    private String name(String end) {
        return tag + end;
    }

    private void cable(String end, String ip) {
        run("ip", "link", "set", tag + end, "netns", name(end));
        in(end, "ip", "addr", "add", ip + "/24", "dev", tag + end);
        in(end, "ip", "link", "set", tag + end, "up");
        in(end, "ip", "link", "set", "lo", "up");
        in(
                end,
                "iptables",
                "-t",
                "nat",
                "-A",
                "PREROUTING",
                "-p",
                "tcp",
                "-m",
                "multiport",
                "--dports",
                "4190,4191",
                "-j",
                "RETURN");
        in(end, "iptables", "-t", "nat", "-A", "PREROUTING", "-p", "tcp", "-j", "REDIRECT", "--to-port", "4143");
        in(end, "iptables", "-t", "nat", "-A", "OUTPUT", "-m", "owner", "--gid-owner", PROXY_GROUP, "-j", "RETURN");
        in(end, "iptables", "-t", "nat", "-A", "OUTPUT", "-o", "lo", "-j", "RETURN");
        in(end, "iptables", "-t", "nat", "-A", "OUTPUT", "-p", "tcp", "-j", "REDIRECT", "--to-port", "4140");
    }

    /** Runs a command in a namespace to its end and answers what it printed. */
    public String in(String end, String... command) {
        List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", name(end)));
        whole.addAll(List.of(command));
        return run(whole.toArray(String[]::new));
    }

    /** Starts a class of this class path in a namespace; ended by {@link #close}. */
    public void start(String end, boolean asProxy, Map<String, String> environment, String main, String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", name(end)));
        if (asProxy) {
            command.addAll(List.of("setpriv", "--regid", PROXY_GROUP, "--clear-groups"));
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main));
        command.addAll(List.of(arguments));
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(
                            logs.resolve(end + processes.size() + ".log").toFile());
            builder.environment().putAll(environment);
            processes.add(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Polls until something holds; fails with all that the processes printed. */
    public void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("never: " + what + "\n" + output());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private String output() {
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

    private static String run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            return code == 0 ? output : output + "\nexit code " + code + " of " + String.join(" ", command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        processes.forEach(process -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        });
        for (String end : List.of("c", "s")) {
            run("ip", "netns", "del", name(end));
        }
    }
}
