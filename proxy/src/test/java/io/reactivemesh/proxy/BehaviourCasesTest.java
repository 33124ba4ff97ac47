package io.reactivemesh.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The behaviour cases of the reference proxy, and which test each of them is: {@code behaviour-cases.tsv} has a line for each, with
 * tests as {@code Class.method}, and what is left of it for want of something that is not built.
 */
class BehaviourCasesTest {

    private static final String LIST = "behaviour-cases.tsv";
    private static final int CASES = 215;

    /** Where tests are, seen from this module. */
    private static final List<Path> SOURCES = List.of(Path.of("src/test/java"), Path.of("../ops/src/test/java"));

    /** All that a case may have to wait for. */
    private static final List<String> REASONS = List.of("mesh TLS", "tap", "gateway", "CNI", "not built");

    private record Line(int number, String about, List<String> tests, String left) {

        static Line of(String text) {
            String[] columns = text.split("\t", -1);
            return new Line(
                    Integer.parseInt(columns[0]),
                    columns[1],
                    columns.length < 3 || columns[2].isEmpty() ? List.of() : List.of(columns[2].split(" ")),
                    columns.length < 4 ? "" : columns[3]);
        }
    }

    private final List<Line> lines = read();

    private static List<Line> read() {
        try (InputStream in = Objects.requireNonNull(BehaviourCasesTest.class.getResourceAsStream(LIST), LIST)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .map(Line::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everyCaseIsListedOnce() {
        assertThat(lines.stream().map(Line::number))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, CASES).boxed().toList());
        assertThat(lines).allSatisfy(line -> assertThat(line.about()).isNotBlank());
    }

    @Test
    void everyCaseIsATestOrSaysWhyNot() {
        assertThat(lines)
                .allSatisfy(
                        line -> assertThat(line.tests().isEmpty() && line.left().isEmpty())
                                .as("case %d has neither", line.number())
                                .isFalse());
        assertThat(lines)
                .allSatisfy(line -> assertThat(
                                line.left().isEmpty() || REASONS.stream().anyMatch(line.left()::startsWith))
                        .as("case %d: %s (expected: to begin with one of %s)", line.number(), line.left(), REASONS)
                        .isTrue());
    }

    @Test
    void everyTestThatIsNamedIsThere() throws IOException {
        Map<String, String> classes = classes();
        List<String> missing = new ArrayList<>();
        for (Line line : lines) {
            for (String test : line.tests()) {
                int dot = test.indexOf('.');
                String source = dot < 0 ? "" : classes.getOrDefault(test.substring(0, dot), "");
                if (!source.contains("void " + test.substring(dot + 1) + "(")) {
                    missing.add("case " + line.number() + ": " + test);
                }
            }
        }
        assertThat(missing)
                .as("tests that are named in %s and are nowhere", LIST)
                .isEmpty();
    }

    /** The sources of all tests by the names of their classes. */
    private static Map<String, String> classes() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path root : SOURCES) {
            try (Stream<Path> found = Files.walk(root)) {
                found.filter(file -> file.toString().endsWith("Test.java")
                                || file.toString().endsWith("IT.java"))
                        .forEach(files::add);
            }
        }
        return files.stream()
                .collect(Collectors.toMap(
                        file -> file.getFileName().toString().replace(".java", ""),
                        BehaviourCasesTest::text,
                        String::concat));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
