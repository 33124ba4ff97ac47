package io.reactivemesh.ops.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole demo as a process, with a stand-in for control plane and proxies: what it starts, how it ends, what it leaves. */
@Timeout(120)
final class DemoIT {
    // Addresses that no other test run on this machine takes.
    private final String net = "127.71." + ProcessHandle.current().pid() % 250 + ".";

    @TempDir
    private Path folder;

    private DemoProcess demo;

    @BeforeEach
    void write() throws IOException {
        demo = new DemoProcess(folder);
        demo.pod("one", net + "1");
    }

    @AfterEach
    void end() {
        demo.close();
    }

    @Test
    void headlessRunPrintsOneObjectAndLeavesNothing() throws Exception {
        Process run = demo.start("--for", "2s", "-o", "json");

        String printed = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(run.waitFor()).isZero();
        assertThat(printed.lines())
                .singleElement()
                .asString()
                .startsWith("{\"requests\":")
                .contains("\"name\":\"one\"");
        assertThat(demo.started()).hasSize(2);
        assertThat(demo.running()).isEmpty();
    }

    @Test
    void killedDemoLeavesNoProcess() throws Exception {
        Process run = demo.start();
        DemoProcess.await(() -> demo.running().size() == 2);

        run.destroyForcibly();

        DemoProcess.await(() -> demo.running().isEmpty());
    }

    @Test
    void terminatedDemoEndsEverythingAndSaysThatItWorked() throws Exception {
        Process run = demo.start();
        DemoProcess.await(() -> demo.running().size() == 2 && demo.said().contains("WORKLOAD"));

        run.destroy();

        assertThat(run.waitFor()).isZero();
        assertThat(demo.running()).isEmpty();
    }

    @Test
    void killedControlPlaneComesBack() throws Exception {
        Process _ = demo.start();
        DemoProcess.await(() -> demo.said().contains("WORKLOAD"));
        long pid = demo.running("controller");

        ProcessHandle.of(pid).orElseThrow().destroyForcibly();

        DemoProcess.await(() -> demo.said().contains("control plane is back"));
        assertThat(demo.said()).contains("control plane (process " + pid + ") died: killed by signal 9");
        assertThat(demo.running()).hasSize(2).doesNotContain(pid);
    }

    @Test
    void podsFollowTheManifests() throws Exception {
        Process _ = demo.start();
        DemoProcess.await(() -> demo.said().contains("WORKLOAD"));

        demo.pod("two", net + "2");
        DemoProcess.await(() -> demo.running().size() == 3);
        Files.delete(demo.manifest("one"));

        DemoProcess.await(() -> demo.running().size() == 2 && demo.said().contains("pod one leaves"));
    }

    @Test
    void addressInUseIsNamedWithARemedy() throws Exception {
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(Addresses.at(net + "1", PodPlan.OUTBOUND_PORT));

            Process run = demo.start();

            assertThat(run.waitFor()).isEqualTo(1);
        }
        assertThat(demo.said()).contains(net + "1:4140 is in use").contains("Stop that one");
        assertThat(demo.started()).isEmpty();
    }
}
