package io.reactivemesh.ops.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.ops.process.LeashedProcessIT;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The whole demo as a process, with a stand-in for control plane and proxies: what it starts, how it ends, what it leaves. */
@Timeout(120)
final class DemoIT {
    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: %1$s, namespace: test, labels: {app: %1$s}}
            spec:
              containers: [{name: main, image: reactivemesh/demo-emoji, ports: [{containerPort: 8080}]}]
            status: {podIP: %2$s, phase: Running}
            """;

    // Addresses that no other test run on this machine takes.
    private final String net = "127.71." + ProcessHandle.current().pid() % 250 + ".";

    @TempDir
    private Path folder;

    private Path manifests;
    private Path pids;

    @SuppressWarnings("NullAway.Init") // each test starts its own
    private Process demo;

    /** The process under test. */
    static final class Main {
        private Main() {}

        public static void main(String[] arguments) {
            System.exit(new CommandLine(new DemoCommand()).execute(arguments));
        }
    }

    @BeforeEach
    void write() throws IOException {
        manifests = Files.createDirectories(folder.resolve("manifests"));
        pids = Files.createDirectories(folder.resolve("pids"));
        Files.writeString(manifests.resolve("one.yaml"), POD.formatted("one", net + "1"));
        Path launcher = folder.resolve("launcher");
        Files.writeString(
                launcher,
                "#!/bin/sh\nexec '%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '%s' %s '%s' \"$@\"\n"
                        .formatted(java(), System.getProperty("java.class.path"), FakeMesh.class.getName(), pids));
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
    }

    @AfterEach
    void end() throws InterruptedException {
        demo.destroyForcibly().waitFor();
    }

    @Test
    void headlessRunPrintsOneObjectAndLeavesNothing() throws Exception {
        demo = start("--for", "2s", "-o", "json");

        String printed = new String(demo.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

        assertThat(demo.waitFor()).isZero();
        assertThat(printed.lines())
                .singleElement()
                .asString()
                .startsWith("{\"requests\":")
                .contains("\"name\":\"one\"");
        assertThat(started()).hasSize(2);
        assertThat(running()).isEmpty();
    }

    @Test
    void killedDemoLeavesNoProcess() throws Exception {
        demo = start();
        await(() -> running().size() == 2);

        demo.destroyForcibly();

        await(() -> running().isEmpty());
    }

    @Test
    void terminatedDemoEndsEverythingAndSaysThatItWorked() throws Exception {
        demo = start();
        await(() -> running().size() == 2 && said().contains("WORKLOAD"));

        demo.destroy();

        assertThat(demo.waitFor()).isZero();
        assertThat(running()).isEmpty();
    }

    @Test
    void killedControlPlaneComesBack() throws Exception {
        demo = start();
        await(() -> said().contains("WORKLOAD"));
        long pid = running().stream()
                .filter(started -> role(started).startsWith("controller"))
                .findFirst()
                .orElseThrow();

        ProcessHandle.of(pid).orElseThrow().destroyForcibly();

        await(() -> said().contains("control plane is back"));
        assertThat(said()).contains("control plane (process " + pid + ") died: killed by signal 9");
        assertThat(running()).hasSize(2).doesNotContain(pid);
    }

    @Test
    void podsFollowTheManifests() throws Exception {
        demo = start();
        await(() -> said().contains("WORKLOAD"));

        Files.writeString(manifests.resolve("two.yaml"), POD.formatted("two", net + "2"));
        await(() -> running().size() == 3);
        Files.delete(manifests.resolve("one.yaml"));

        await(() -> running().size() == 2 && said().contains("pod one leaves"));
    }

    @Test
    void addressInUseIsNamedWithARemedy() throws Exception {
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(Addresses.at(net + "1", PodPlan.OUTBOUND_PORT));

            demo = start();

            assertThat(demo.waitFor()).isEqualTo(1);
        }
        assertThat(said()).contains(net + "1:4140 is in use").contains("Stop that one");
        assertThat(started()).isEmpty();
    }

    private Process start(String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
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
        if (more.length == 0) {
            builder.redirectErrorStream(true)
                    .redirectOutput(folder.resolve("said").toFile());
        }
        return builder.start();
    }

    private String said() throws IOException {
        return Files.readString(folder.resolve("said"));
    }

    /** Pids of all stand-ins that were ever ready. */
    private List<Long> started() throws IOException {
        try (Stream<Path> files = Files.list(pids)) {
            return files.map(file -> Long.parseLong(file.getFileName().toString()))
                    .toList();
        }
    }

    private List<Long> running() throws IOException {
        return started().stream().filter(LeashedProcessIT::runs).toList();
    }

    private String role(long pid) {
        try {
            return Files.readString(pids.resolve(Long.toString(pid)));
        } catch (IOException e) {
            return "";
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Condition condition) throws Exception {
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
}
