package io.reactivemesh.actors.journal;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Two values of one record type, compared field by field, in words for the log. */
public final class Differences {
    private Differences() {}

    /** Lists {@code path.of.field: before -> after} for each field that differs, in order of declaration. */
    public static List<String> between(Record before, Record after) {
        List<String> lines = new ArrayList<>();
        collect("", before, after, lines);
        return List.copyOf(lines);
    }

    private static void collect(String path, Record before, Record after, List<String> lines) {
        for (RecordComponent component : before.getClass().getRecordComponents()) {
            Object was = read(component, before);
            Object is = read(component, after);
            String name = path + component.getName();
            if (Objects.equals(was, is)) {
                continue;
            }
            if (was instanceof Record a && is instanceof Record b && a.getClass() == b.getClass() && isPlain(a)) {
                collect(name + ".", a, b, lines);
            } else {
                lines.add(name + ": " + text(was) + " -> " + text(is));
            }
        }
    }

    /** Whether the fields say more than the record's own text does. */
    private static boolean isPlain(Record value) {
        return value.toString().startsWith(value.getClass().getSimpleName() + "[");
    }

    private static String text(@Nullable Object value) {
        return value == null || value.toString().isEmpty() ? "none" : value.toString();
    }

    private static @Nullable Object read(RecordComponent component, Record value) {
        try {
            return component.getAccessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(value.getClass() + "." + component.getName() + " is not readable", e);
        }
    }
}
