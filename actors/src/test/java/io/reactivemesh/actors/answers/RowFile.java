package io.reactivemesh.actors.answers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** The files that rows are written in; {@code world.yaml} holds what all of them start from. */
final class RowFile {
    private static final String COMMON = "world.yaml";
    private static final Pattern WORD = Pattern.compile("\\$([a-z0-9-]+)");
    private static final Set<String> ROW_FIELDS = Set.of(
            "rule", "settings", "with", "get", "profile", "policy", "token", "scheme", "complaints", "expect", "then");
    private static final Set<String> STEP_FIELDS = Set.of("with", "complaints", "expect");

    private final String name;
    private final Map<String, String> words;

    private RowFile(String name, Map<String, String> words) {
        this.name = name;
        this.words = words;
    }

    /** All rows there are. */
    static List<Row> all() {
        try (Stream<Path> files = Files.list(directory())) {
            Map<?, ?> common = parse(directory().resolve(COMMON));
            World world = World.empty(String.valueOf(common.get("namespace"))).with(common.get("objects"));
            List<Row> rows = new ArrayList<>();
            files.filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> !file.endsWith(COMMON))
                    .sorted()
                    .forEach(file -> rows.addAll(read(file, world, words(common))));
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path directory() {
        try {
            return Path.of(Objects.requireNonNull(RowFile.class.getResource("/answers/" + COMMON), COMMON)
                            .toURI())
                    .resolveSibling(".");
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<?, ?> parse(Path file) {
        try {
            LoadSettings settings = LoadSettings.builder()
                    .setSchema(new CoreSchema())
                    .setLabel(file.getFileName().toString())
                    .build();
            return (Map<?, ?>) new Load(settings).loadFromString(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Row> read(Path file, World common, Map<String, String> commonWords) {
        Map<?, ?> parsed = parse(file);
        Map<String, String> words = new LinkedHashMap<>(commonWords);
        words.putAll(words(parsed));
        RowFile rowFile = new RowFile(file.getFileName().toString().replace(".yaml", ""), words);
        World world = common.with(parsed.get("objects"));
        return list(parsed.get("rows")).stream()
                .map(row -> rowFile.row((Map<?, ?>) row, world))
                .toList();
    }

    private static Map<String, String> words(Map<?, ?> file) {
        Map<String, String> words = new LinkedHashMap<>();
        if (file.get("words") instanceof Map<?, ?> map) {
            map.forEach((word, text) -> words.put(String.valueOf(word), String.valueOf(text)));
        }
        return words;
    }

    private Row row(Map<?, ?> row, World start) {
        String rule = String.valueOf(row.get("rule"));
        check(rule, row, ROW_FIELDS);
        World world = start.with(row.get("with"));
        List<Row.Step> steps = new ArrayList<>();
        steps.add(step(row, world));
        for (Object then : list(row.get("then"))) {
            check(rule, (Map<?, ?>) then, STEP_FIELDS);
            world = world.with(((Map<?, ?>) then).get("with"));
            steps.add(step((Map<?, ?>) then, world));
        }
        Map<String, Object> settings = new LinkedHashMap<>();
        if (row.get("settings") instanceof Map<?, ?> map) {
            map.forEach((key, value) -> settings.put(String.valueOf(key), value));
        }
        List<Row.Method> methods = Stream.of(Row.Method.values())
                .filter(method -> row.get(method.field()) != null)
                .toList();
        if (methods.size() != 1) {
            throw new IllegalArgumentException(name + ": " + rule + ": not one of get, profile and policy");
        }
        Row.Method method = methods.getFirst();
        return new Row(
                name,
                rule,
                settings,
                new Row.Call(method, text(row.get(method.field())), text(row.get("token")), text(row.get("scheme"))),
                steps);
    }

    private void check(String rule, Map<?, ?> map, Set<String> known) {
        for (Object field : map.keySet()) {
            if (!known.contains(String.valueOf(field))) {
                throw new IllegalArgumentException(
                        name + ": " + rule + ": unknown field " + field + " (expected: one of " + known + ")");
            }
        }
    }

    private Row.Step step(Map<?, ?> step, World world) {
        List<List<String>> messages = new ArrayList<>();
        for (Object entry : list(step.get("expect"))) {
            String line = WireText.sorted(spelled(String.valueOf(entry)));
            if (WireText.isHead(line)) {
                messages.add(new ArrayList<>());
            }
            messages.getLast().add(line);
        }
        List<String> complaints =
                list(step.get("complaints")).stream().map(String::valueOf).toList();
        return new Row.Step(world.manifests(), complaints, messages);
    }

    /** The line with each word replaced by what it stands for. */
    private String spelled(String line) {
        String text = line;
        for (Matcher word = WORD.matcher(text); word.find(); word = WORD.matcher(text)) {
            String meaning = words.get(word.group(1));
            if (meaning == null) {
                throw new IllegalArgumentException(name + ": " + line + ": no word " + word.group(1));
            }
            text = text.substring(0, word.start()) + meaning + text.substring(word.end());
        }
        return text;
    }

    private static List<?> list(@Nullable Object value) {
        return value == null ? List.of() : (List<?>) value;
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : String.valueOf(value);
    }
}
