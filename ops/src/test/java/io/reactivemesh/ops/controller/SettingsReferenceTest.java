package io.reactivemesh.ops.controller;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.reactivemesh.ops.controller.Settings.Flag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The settings that exist, the file that shows them and the table that explains them are the same. */
class SettingsReferenceTest {
    private static final Path FILE = Path.of("deploy", "controller.conf");
    private static final Pattern ROW = Pattern.compile(
            "(?m)^\\| `([a-z0-9.-]+)` \\| (text|texts|number|numbers|duration|on/off) \\| (?:`(.*?)`)? \\| (.+) \\|$");

    @Test
    void theFileHasEverySettingWithItsDefault() {
        Config file = ConfigFactory.parseFile(FILE.toFile());

        SortedMap<String, Object> written = new TreeMap<>();
        file.entrySet()
                .forEach(entry -> written.put(entry.getKey(), entry.getValue().unwrapped()));
        SortedMap<String, Object> defaults = new TreeMap<>();
        Settings.known().forEach((key, value) -> defaults.put(key, value.unwrapped()));
        assertThat(written).isEqualTo(defaults);
    }

    @Test
    void theFileExplainsEverySetting() {
        assertThat(ConfigFactory.parseFile(FILE.toFile()).entrySet())
                .allSatisfy(entry -> assertThat(entry.getValue().origin().comments())
                        .describedAs(entry.getKey())
                        .isNotEmpty());
    }

    @Test
    void theFileChangesNothing() {
        List<Flag> source = List.of(new Flag("--source", "source", "-"));

        ControllerConfig withFile = ControllerConfig.of(Settings.of(source, FILE));
        ControllerConfig without = ControllerConfig.of(Settings.of(source, null));

        assertThat(withFile)
                .usingRecursiveComparison()
                .ignoringFields("node.pekko")
                .isEqualTo(without);
    }

    @Test
    void theTableListsEverySettingWithTypeAndDefault() throws IOException {
        SortedMap<String, List<String>> listed = new TreeMap<>();
        Matcher rows = ROW.matcher(Files.readString(Path.of("README.md")));
        while (rows.find()) {
            listed.put(rows.group(1), List.of(rows.group(2), rows.group(3) == null ? "" : rows.group(3)));
        }

        SortedMap<String, List<String>> known = new TreeMap<>();
        Settings.known().forEach((key, value) -> known.put(key, List.of(type(value), text(value))));
        assertThat(listed).isEqualTo(known);
    }

    private static String type(ConfigValue byDefault) {
        return Map.of(
                        SettingType.TEXT, "text",
                        SettingType.NUMBER, "number",
                        SettingType.NUMBERS, "numbers",
                        SettingType.TEXTS, "texts",
                        SettingType.DURATION, "duration",
                        SettingType.SWITCH, "on/off")
                .getOrDefault(SettingType.of(byDefault), "?");
    }

    private static String text(ConfigValue byDefault) {
        return byDefault.valueType() == ConfigValueType.LIST
                ? byDefault.render(ConfigRenderOptions.concise()).replace(",", ", ")
                : byDefault.unwrapped().toString();
    }
}
