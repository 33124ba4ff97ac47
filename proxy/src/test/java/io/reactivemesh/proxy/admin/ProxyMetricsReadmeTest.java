package io.reactivemesh.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The table under "Metrics" in the module's README lists each family: name, type, help. */
class ProxyMetricsReadmeTest {

    @Test
    void theReadmeListsEveryFamily() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("README.md")).stream()
                .filter(line -> line.startsWith("| `") && line.matches(".*\\| (counter|gauge|histogram) \\|.*"))
                .map(line -> line.replaceAll("\\s+", " "))
                .toList();

        assertThat(rows)
                .containsExactlyElementsOf(ProxyMetrics.all().stream()
                        .map(ProxyMetricsReadmeTest::row)
                        .toList());
    }

    private static String row(Family family) {
        Bounds bounds = family.bounds();
        String buckets = String.join(
                ", ", IntStream.range(0, bounds.size()).mapToObj(bounds::text).toList());
        return "| `%s` | %s | %s |%s |"
                .formatted(
                        family.name(),
                        family.type().name().toLowerCase(Locale.ROOT),
                        family.help(),
                        buckets.isEmpty() ? "" : " " + buckets);
    }
}
