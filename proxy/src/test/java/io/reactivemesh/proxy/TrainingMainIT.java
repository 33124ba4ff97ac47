package io.reactivemesh.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The run that start-up caches are recorded from. A build without one is not broken, only slow: this says so. */
class TrainingMainIT {

    @TempDir
    Path directory;

    @Test
    void goesThroughItsRoundsAndEndsWith0() throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        Process training = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TrainingMain.class.getName()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(training.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(training.exitValue()).as(Files.readString(output)).isZero();
        } finally {
            training.destroyForcibly();
        }
    }
}
