package io.reactivemesh.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StartUpIT {
    static Stream<Arguments> smallCommands() {
        return Stream.of(
                argumentSet("version", List.of("version"), "Client version: "),
                argumentSet(
                        "proxy-init",
                        List.of("proxy-init", "--simulate", "-p", "4143", "-o", "4140"),
                        "-A OUTPUT -m comment --comment proxy-init/install-proxy-init-output -j PROXY_INIT_OUTPUT"));
    }

    @ParameterizedTest
    @MethodSource("smallCommands")
    void aSmallCommandLoadsNothingOfTheControlPlane(List<String> words, String printed)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:stdout",
                "-cp",
                System.getProperty("java.class.path"),
                MeshMain.class.getName()));
        command.addAll(words);
        Process mesh = new ProcessBuilder(command).redirectErrorStream(true).start();
        String loaded = new String(mesh.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(mesh.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(mesh.exitValue()).isZero();
        assertThat(loaded)
                .contains(printed)
                .doesNotContain("org.apache.pekko.", "scala.", "kamon.", "io.netty.", "ch.qos.logback.");
    }
}
