package io.reactivemesh.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.reactivemesh.ops.controller.Controller;
import io.reactivemesh.ops.controller.TestConfigs;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class BenchDiscoveryCommandIT {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void measuresAServerThatIsThere() throws Exception {
        Path manifests = Files.createDirectories(directory.resolve("manifests"));
        JsonNode report;
        try (Controller controller = start(manifests)) {
            report = measure(
                    "--source=" + manifests,
                    "--address=127.0.0.1:" + controller.discoveryAddress().getPort(),
                    "--pid=" + ProcessHandle.current().pid());
        }

        assertThat(report.get("missed").asLong()).isZero();
        assertThat(report.get("unexpected").asLong()).isZero();
        assertThat(report.get("updates").asLong()).isEqualTo(4 * 6);
        assertThat(report.get("first_answers_ms").asDouble()).isPositive();
        assertThat(report.get("first_answer_p99_ms").asDouble())
                .isPositive()
                .isLessThanOrEqualTo(report.get("first_answers_ms").asDouble());
        assertThat(report.get("first_answers_ms_by_round")).hasSize(2);
        assertThat(report.get("kib_per_stream").isNumber()).isTrue();
        assertThat(report.get("cpu_us_per_update").asDouble()).isNotNegative();
        assertThat(report.get("write_ms").get("p50").asDouble()).isPositive();
        JsonNode propagation = report.get("propagation_ms");
        assertThat(propagation.get("p50").asDouble()).isPositive();
        assertThat(propagation.get("p99").asDouble())
                .isGreaterThanOrEqualTo(propagation.get("p50").asDouble());
        assertThat(propagation.get("max").asDouble())
                .isGreaterThanOrEqualTo(propagation.get("p99").asDouble());
        assertThat(manifests).doesNotExist();
    }

    @Test
    void saysNothingOfAProcessThatItDoesNotKnow() throws Exception {
        Path manifests = Files.createDirectories(directory.resolve("manifests"));
        JsonNode report;
        try (Controller controller = start(manifests)) {
            report = measure(
                    "--source=" + manifests,
                    "--address=127.0.0.1:" + controller.discoveryAddress().getPort());
        }

        assertThat(report.get("kib_per_stream").isNull()).isTrue();
        assertThat(report.get("cpu_us_per_update").isNull()).isTrue();
    }

    @Test
    void refusesWorkThatMakesNoSense() {
        assertThat(run("--streams=10", "--connections=20")).isEqualTo(2);
        assertThat(err.toString().strip()).isEqualTo("--connections: 20 (expected: 1..10)");
    }

    private JsonNode measure(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(
                "--streams=24", "--connections=4", "--services=5", "--endpoints=3", "--watchers=6", "--changes=4"));
        all.addAll(List.of("--rounds=2", "--rest=10", "-o", "json"));
        all.addAll(List.of(arguments));
        assertThat(run(all.toArray(String[]::new))).as(err.toString()).isZero();
        return new ObjectMapper().readTree(out.toString());
    }

    private int run(String... arguments) {
        return new CommandLine(new BenchDiscoveryCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private static Controller start(Path manifests) {
        return Controller.start(TestConfigs.onManifests(manifests), InputStream.nullInputStream(), Map.of());
    }
}
