package io.reactivemesh.ops.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MetricsTableTest {
    static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(\\w+)` \\| (gauge|counter|histogram) \\| (.*?) ?\\| .+ \\|$");

    @Test
    void theReadmeListsEveryMeterAndNoOther() throws IOException {
        String readme = Files.readString(Path.of("README.md"));

        List<String> listed = ROW.matcher(readme)
                .results()
                .map((MatchResult row) -> row.group(1))
                .toList();

        assertThat(listed).containsExactlyInAnyOrderElementsOf(meters());
    }

    private static List<String> meters() {
        return Arrays.stream(ControllerMetrics.class.getDeclaredFields())
                .filter(field -> field.getType() == String.class && !Modifier.isPrivate(field.getModifiers()))
                .map(field -> {
                    try {
                        return (String) field.get(null);
                    } catch (IllegalAccessException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
    }
}
