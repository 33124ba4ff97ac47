package io.reactivemesh.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivemesh.ops.cli.MeshMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ColdStartIT {
    private static final int SERVICES = 3;

    private final List<String> said = new ArrayList<>();

    @TempDir
    private Path directory;

    private Path launcher = Path.of("");

    /** Runs this very code, from the test's class path. */
    @BeforeEach
    void writeLauncher() throws IOException {
        launcher =
                script("exec '%s' -cp '%s' -Dslf4j.provider=ch.qos.logback.classic.spi.LogbackServiceProvider %s \"$@\""
                        .formatted(
                                Path.of(System.getProperty("java.home"), "bin", "java"),
                                System.getProperty("java.class.path"),
                                MeshMain.class.getName()));
    }

    @Test
    void measuresAStartAndARestartOnTheLogOfTheFirst() throws Exception {
        try (FolderCluster cluster = FolderCluster.create(directory.resolve("manifests"), SERVICES, 2)) {
            ColdStart start = new ColdStart(cluster, SERVICES, Duration.ofMillis(10), said::add);

            ColdStart.Start cold = start.measure(controlPlane(cluster));
            ColdStart.Start restart = start.measure(controlPlane(cluster));

            assertThat(List.of(cold, restart)).allSatisfy(measured -> {
                assertThat(measured.firstAnswerMillis()).isPositive().isLessThanOrEqualTo(measured.allAnswersMillis());
                assertThat(measured.recordedMillis()).isGreaterThanOrEqualTo(measured.readyMillis());
                assertThat(measured.cpuMillis()).isPositive();
                assertThat(measured.residentMegabytes()).isPositive();
                assertThat(measured.apiRequests())
                        .as("a folder is no API server")
                        .isZero();
            });
            assertThat(directory.resolve("data")).isNotEmptyDirectory();
            assertThat(said).hasSize(4);
        }
    }

    @Test
    void saysWhatAControlPlanePrintedThatDidNotStart() throws Exception {
        launcher = script("echo the reason; exit 1");
        try (FolderCluster cluster = FolderCluster.create(directory.resolve("manifests"), SERVICES, 2)) {
            ColdStart start = new ColdStart(cluster, SERVICES, Duration.ofMillis(10), said::add);
            OwnControlPlane broken = controlPlane(cluster);

            assertThatThrownBy(() -> start.measure(broken))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("controller did not become ready: the reason");
        }
    }

    private OwnControlPlane controlPlane(DiscoveryCluster cluster) throws IOException {
        return OwnControlPlane.in(launcher, directory, List.of("--source=" + cluster.source()), "");
    }

    private Path script(String command) throws IOException {
        Path script = Files.writeString(directory.resolve("launcher"), "#!/bin/sh\n" + command + "\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }
}
