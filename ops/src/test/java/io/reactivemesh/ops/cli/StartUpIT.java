package io.reactivemesh.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StartUpIT {
    @Test
    void aSmallCommandLoadsNothingOfTheControlPlane() throws IOException, InterruptedException {
        Process mesh = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load:stdout",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MeshMain.class.getName(),
                        "version")
                .redirectErrorStream(true)
                .start();
        String loaded = new String(mesh.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

        assertThat(mesh.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(mesh.exitValue()).isZero();
        assertThat(loaded)
                .contains("Client version: ")
                .doesNotContain("org.apache.pekko.", "scala.", "kamon.", "io.netty.", "ch.qos.logback.");
    }
}
