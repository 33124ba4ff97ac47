package io.reactivemesh.ops.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class KeptProcessIT {
    private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
    private final AdminClient admin = new AdminClient();
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        admin.close();
        loop.shutdownNow();
    }

    @Test
    void killedProcessIsStartedAgainAndThatIsSaid() throws Exception {
        KeptProcess kept = keep("sleep", "600");
        kept.start();
        kept.firstReady().get(10, TimeUnit.SECONDS);
        long first = kept.status().pid();

        ProcessHandle.of(first).orElseThrow().destroyForcibly();

        assertThat(said.poll(10, TimeUnit.SECONDS))
                .isEqualTo("it (process " + first + ") died: killed by signal 9; starting it again");
        assertThat(said.poll(10, TimeUnit.SECONDS)).startsWith("it is back: process ");
        assertThat(kept.status().pid()).isNotEqualTo(first);
        kept.stop().get(10, TimeUnit.SECONDS);
        assertThat(ProcessHandle.of(kept.status().pid())).isEmpty();
    }

    @Test
    void processThatEndsBeforeItIsReadyFailsWithItsExitCode() throws Exception {
        KeptProcess kept = new KeptProcess(
                new KeptProcess.Spec(
                        "it",
                        List.of("/bin/sh", "-c", "exit 64"),
                        Map.of(),
                        folder.resolve("log"),
                        java.net.URI.create("http://127.0.0.1:1/ready"),
                        Duration.ofSeconds(1)),
                loop,
                admin,
                said::add,
                System::nanoTime);
        kept.start();

        assertThatThrownBy(() -> kept.firstReady().get(10, TimeUnit.SECONDS))
                .hasMessageContaining("exit code 64")
                .hasMessageContaining(folder.resolve("log").toString());

        kept.stop().get(10, TimeUnit.SECONDS);
    }

    private KeptProcess keep(String... command) {
        return new KeptProcess(
                new KeptProcess.Spec(
                        "it", List.of(command), Map.of(), folder.resolve("log"), null, Duration.ofSeconds(1)),
                loop,
                admin,
                said::add,
                System::nanoTime);
    }
}
