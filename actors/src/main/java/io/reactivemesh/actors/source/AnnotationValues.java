package io.reactivemesh.actors.source;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Values of annotations, read as Linkerd's policy controller reads them; null = there is no such annotation. */
final class AnnotationValues {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,18})(ms|s|m|h|d)|0+");
    private static final Map<String, Long> MILLIS =
            Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
    /** Ten thousand years, the longest that protobuf knows. */
    private static final long MAX_MILLIS = 315_576_000_000_000L;

    private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "false", "FALSE", "False");

    private final ObjectMeta metadata;

    AnnotationValues(ObjectMeta metadata) {
        this.metadata = metadata;
    }

    Refusal refusal(String annotation, String value, String expected) {
        return Refusal.of("metadata.annotations[" + annotation + "]", value, expected);
    }

    @Nullable
    String text(String annotation) {
        String value = Fields.annotation(metadata, annotation);
        return value == null ? null : value.strip();
    }

    <T> T orElse(@Nullable T value, T byDefault) {
        return value == null ? byDefault : value;
    }

    /** A whole number of one unit, or 0. */
    @Nullable
    Duration duration(String annotation) {
        return value(
                annotation, AnnotationValues::parseDuration, "a whole number and ms, s, m, h or d, like 300ms; or 0");
    }

    private static @Nullable Duration parseDuration(String text) {
        Matcher parts = DURATION.matcher(text);
        if (!parts.matches()) {
            return null;
        }
        if (parts.group(1) == null) {
            return Duration.ZERO;
        }
        long unit = MILLIS.getOrDefault(parts.group(2), 1L);
        long number = Long.parseLong(parts.group(1));
        return number > MAX_MILLIS / unit ? null : Duration.ofMillis(number * unit);
    }

    /** As Go reads them. */
    @Nullable
    Boolean flag(String annotation) {
        return value(
                annotation,
                text -> TRUE.contains(text) ? Boolean.TRUE : FALSE.contains(text) ? Boolean.FALSE : null,
                "true or false");
    }

    @Nullable
    Integer number(String annotation, int min, int max) {
        return value(
                annotation,
                text -> {
                    long number = text.matches("\\d{1,10}") ? Long.parseLong(text) : -1;
                    return number < min || number > max ? null : (int) number;
                },
                "a whole number " + min + ".." + max);
    }

    @Nullable
    Double decimal(String annotation, double min, double max) {
        return value(
                annotation,
                text -> {
                    double number =
                            text.matches("\\d{1,10}(\\.\\d{0,10})?|\\.\\d{1,10}") ? Double.parseDouble(text) : -1;
                    return number < min || number > max ? null : number;
                },
                "a number " + min + ".." + max);
    }

    /** Parts between commas, all of which have to be good. */
    <T> @Nullable List<T> list(String annotation, Function<String, @Nullable T> parse, String expected) {
        String whole = text(annotation);
        if (whole == null) {
            return null;
        }
        List<T> parts = new ArrayList<>();
        for (String part : whole.split(",", -1)) {
            T parsed = parse.apply(part.strip());
            if (parsed == null) {
                throw refusal(annotation, part.strip(), expected);
            }
            parts.add(parsed);
        }
        return parts;
    }

    private <T> @Nullable T value(String annotation, Function<String, @Nullable T> parse, String expected) {
        String text = text(annotation);
        if (text == null) {
            return null;
        }
        T value = parse.apply(text);
        if (value == null) {
            throw refusal(annotation, text, expected);
        }
        return value;
    }
}
