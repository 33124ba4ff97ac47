package io.reactivemesh.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An environment that is read variable by variable and remembers what was wrong with it, so that one start tells all
 * mistakes. Names are given without their prefix.
 */
final class EnvReader {

    static final String PREFIX = "LINKERD2_PROXY_";
    static final String OWN_PREFIX = "MESH_PROXY_";

    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    EnvReader(Map<String, String> environment) {
        this.environment = environment;
    }

    boolean has(String name) {
        return environment.containsKey(PREFIX + name);
    }

    @Nullable
    String text(String name) {
        return environment.get(PREFIX + name);
    }

    String text(String name, String otherwise) {
        return environment.getOrDefault(PREFIX + name, otherwise);
    }

    /** A variable that is not ours alone; null when it is unset. */
    @Nullable
    String unprefixed(String fullName) {
        return environment.get(fullName);
    }

    /** A parsed value; the default when the variable is unset, or wrong (which is then a problem). */
    <T> T value(String name, T otherwise, Function<String, T> parse) {
        T parsed = optional(name, parse);
        return parsed == null ? otherwise : parsed;
    }

    /** A parsed value; null when the variable is unset, or wrong (which is then a problem). */
    <T> @Nullable T optional(String name, Function<String, T> parse) {
        return exactly(PREFIX + name, parse);
    }

    /** As {@link #optional}, for one of our own extensions. */
    <T> @Nullable T own(String name, Function<String, T> parse) {
        return exactly(OWN_PREFIX + name, parse);
    }

    private <T> @Nullable T exactly(String fullName, Function<String, T> parse) {
        String text = environment.get(fullName);
        if (text == null) {
            return null;
        }
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            problems.add(fullName + ": '" + text + "' (expected: " + e.getMessage() + ")");
            return null;
        }
    }

    void problem(String name, String text) {
        problems.add(PREFIX + name + ": " + text);
    }

    void warn(String name, String text) {
        warnings.add(PREFIX + name + ": " + text);
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }

    void throwIfInvalid() {
        if (!problems.isEmpty()) {
            throw new InvalidConfiguration(problems);
        }
    }
}
