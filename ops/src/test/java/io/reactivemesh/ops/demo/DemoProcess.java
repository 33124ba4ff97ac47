package io.reactivemesh.ops.demo;

import io.reactivemesh.ops.process.LeashedProcessIT;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** {@code mesh demo} as a process, over manifests in a folder, and what can be seen of it from outside. */
final class DemoProcess implements AutoCloseable {
    private final Path folder;
    private final Path manifests;
    private final Path pids;
    private @Nullable Process process;

    /** The process. */
    static final class Main {
        private Main() {}

        public static void main(String[] arguments) {
            System.exit(new CommandLine(new DemoCommand()).execute(arguments));
        }
    }

    /** With {@link FakeMesh} in the place of everything that it starts. */
    DemoProcess(Path folder) throws IOException {
        this.folder = folder;
        manifests = Files.createDirectories(folder.resolve("manifests"));
        // A proxy may be another user's.
        pids = Files.createDirectories(folder.resolve("pids"));
        Files.setPosixFilePermissions(pids, PosixFilePermissions.fromString("rwxrwxrwx"));
        launcher("""
                exec '%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '%s' %s '%s' "$@"
                """.formatted(java(), System.getProperty("java.class.path"), FakeMesh.class.getName(), pids));
    }

    /** Lets it start what a script starts. */
    void launcher(String script) throws IOException {
        Path launcher = folder.resolve("launcher");
        Files.writeString(launcher, "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Writes a Pod with one container. */
    void pod(String name, String ip) throws IOException {
        Files.writeString(manifest(name), """
                apiVersion: v1
                kind: Pod
                metadata: {name: %1$s, namespace: test, labels: {app: %1$s}}
                spec:
                  containers: [{name: main, image: reactivemesh/demo-emoji, ports: [{containerPort: 8080}]}]
                status: {podIP: %2$s, phase: Running}
                """.formatted(name, ip));
    }

    Path manifest(String name) {
        return manifests.resolve(name + ".yaml");
    }

    /** Starts it; a demo with options prints to a pipe, one without to where {@link #said} looks. */
    Process start(String... more) throws IOException {
        return startBy(List.of(), more);
    }

    /**
     * Starts it by another program.
     *
     * @param prefix the words before its own
     */
    Process startBy(List<String> prefix, String... more) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                java(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--dir=" + manifests,
                "--data-dir=" + folder.resolve("data"),
                "--launcher=" + folder.resolve("launcher"),
                "--port=" + freePort(),
                "--policy-port=" + freePort(),
                "--admin-port=" + freePort()));
        command.addAll(List.of(more));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(folder.resolve("said").toFile());
        if (!List.of(more).contains("json")) {
            builder.redirectErrorStream(true)
                    .redirectOutput(folder.resolve("said").toFile());
        }
        Process started = builder.start();
        process = started;
        return started;
    }

    String said() throws IOException {
        return Files.readString(folder.resolve("said"));
    }

    /** Pids of all stand-ins that were ever ready. */
    List<Long> started() throws IOException {
        try (Stream<Path> files = Files.list(pids)) {
            return files.map(file -> Long.parseLong(file.getFileName().toString()))
                    .toList();
        }
    }

    List<Long> running() throws IOException {
        return started().stream().filter(LeashedProcessIT::runs).toList();
    }

    /** The running stand-in that was started with these first words; waits for it. */
    long running(String role) throws Exception {
        await(() -> running().stream().anyMatch(pid -> role(pid).startsWith(role)));
        return running().stream()
                .filter(pid -> role(pid).startsWith(role))
                .findFirst()
                .orElseThrow();
    }

    private String role(long pid) {
        try {
            return Files.readString(pids.resolve(Long.toString(pid)));
        } catch (IOException e) {
            return "";
        }
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Something that becomes true. */
    interface Condition {
        boolean holds() throws IOException;
    }

    static void await(Condition condition) throws Exception {
        CompletableFuture.runAsync(() -> {
                    try {
                        while (!condition.holds()) {
                            LockSupport.parkNanos(50_000_000);
                        }
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .get(60, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }
}
