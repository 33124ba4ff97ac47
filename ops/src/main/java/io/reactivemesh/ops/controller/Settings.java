package io.reactivemesh.ops.controller;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import io.reactivemesh.actors.MeshNodeConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a controller: flags over a file over defaults. The file is HOCON with the keys that {@code reference.conf} has below
 * {@code reactive-mesh}, and no others: what is misspelled is refused, not ignored.
 */
public final class Settings {
    /** The section that holds them among the configuration of everything else. */
    static final String SECTION = "reactive-mesh";

    private Settings() {}

    /** Every setting there is, dotted, with its default. */
    static SortedMap<String, ConfigValue> known() {
        SortedMap<String, ConfigValue> known = new TreeMap<>();
        MeshNodeConfig.defaults()
                .getConfig(SECTION)
                .entrySet()
                .forEach(entry -> known.put(entry.getKey(), entry.getValue()));
        return known;
    }

    /**
     * Puts them together.
     *
     * @param flags key → value; the flag of a key is called as its origin says
     * @param file null = there is none
     * @return everything, resolved, to be read by {@link ControllerConfig#of}
     * @throws IllegalArgumentException naming file, line, key and what was expected; one line for each fault
     */
    public static Config of(List<Flag> flags, @Nullable Path file) {
        Config config = ConfigFactory.empty();
        for (Flag flag : flags) {
            config = config.withValue(flag.key(), ConfigValueFactory.fromAnyRef(flag.value(), flag.name()));
        }
        return config.withFallback(file == null ? ConfigFactory.empty() : read(file))
                .atPath(SECTION)
                .withFallback(MeshNodeConfig.defaults())
                .resolve();
    }

    /**
     * A setting from the command line.
     *
     * @param name as it is typed, {@code --port}
     * @param key the setting, {@code port}
     */
    public record Flag(String name, String key, Object value) {}

    /** Where a setting was made: {@code --port}, {@code /etc/mesh.conf:3}; null = it is the default. */
    static @Nullable String place(Config config, String key) {
        String path = SECTION + "." + key;
        if (!config.hasPath(path)) {
            return null;
        }
        ConfigOrigin origin = config.getValue(path).origin();
        return origin.resource() != null ? null : place(origin);
    }

    private static String place(ConfigOrigin origin) {
        return origin.filename() == null ? origin.description() : origin.filename() + ":" + origin.lineNumber();
    }

    private static Config read(Path file) {
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException("--config: '" + file + "' can't be read (expected: a file of settings)");
        }
        Config written;
        try {
            written = ConfigFactory.parseFile(
                            file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false))
                    .resolve();
        } catch (ConfigException e) {
            throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
        }
        List<String> faults = new ArrayList<>();
        check(
                written,
                written.root(),
                MeshNodeConfig.defaults().getConfig(SECTION).root(),
                "",
                faults);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", faults));
        }
        return written;
    }

    private static void check(
            Config written, ConfigObject section, ConfigObject known, String prefix, List<String> faults) {
        for (Map.Entry<String, ConfigValue> entry : section.entrySet()) {
            String key = prefix + entry.getKey();
            ConfigValue value = entry.getValue();
            ConfigValue byDefault = known.get(entry.getKey());
            if (byDefault == null) {
                faults.add(place(value.origin()) + ": unknown setting '" + key + "'" + meant(key));
            } else if (value instanceof ConfigObject inner && byDefault instanceof ConfigObject knownInner) {
                check(written, inner, knownInner, key + ".", faults);
            } else if (byDefault.valueType() == ConfigValueType.OBJECT || value.valueType() == ConfigValueType.OBJECT) {
                String expected = byDefault instanceof ConfigObject keys
                        ? "a section with " + String.join(", ", new java.util.TreeSet<>(keys.keySet()))
                        : SettingType.of(byDefault).toString();
                faults.add(place(value.origin()) + ": " + key + " (expected: " + expected + ")");
            } else if (!SettingType.of(byDefault).takes(written, prefix + ConfigUtil.quoteString(entry.getKey()))) {
                faults.add(place(value.origin()) + ": " + key + ": '" + value.unwrapped() + "' (expected: "
                        + SettingType.of(byDefault) + ")");
            }
        }
    }

    private static String meant(String key) {
        return Spelling.nearest(key, known().keySet())
                .map(name -> " (did you mean '" + name + "'?)")
                .orElse(" (ops/README.md lists all there are)");
    }
}
