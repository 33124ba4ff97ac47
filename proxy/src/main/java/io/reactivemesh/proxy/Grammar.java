package io.reactivemesh.proxy;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The grammar of scalar configuration values. Each method refuses with the text that completes "expected: …". */
public final class Grammar {

    private static final Pattern DURATION = Pattern.compile("\\s*(\\d{1,18})(ms|s|m|h|d)?\\s*");

    private Grammar() {}

    /**
     * A number with a unit; only a bare 0 may go without.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (matcher.matches()) {
            long amount = Long.parseLong(matcher.group(1));
            String unit = matcher.group(2);
            if (unit != null || amount == 0) {
                return of(amount, unit == null ? "s" : unit);
            }
        }
        throw new IllegalArgumentException("a whole number and a unit: ms, s, m, h or d");
    }

    private static Duration of(long amount, String unit) {
        try {
            Duration duration = switch (unit) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                default -> Duration.ofDays(amount);
            };
            // Everything that waits counts in nanoseconds: what does not fit there waits for ever, 292 years.
            Duration longest = Duration.ofNanos(Long.MAX_VALUE);
            return duration.compareTo(longest) > 0 ? longest : duration;
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("a duration of less than 300 million years", e);
        }
    }

    static boolean bool(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("true or false");
        };
    }

    static int count(String text) {
        return Addresses.decimal(text.strip(), Integer.MAX_VALUE);
    }

    static double jitter(String text) {
        double value = number(text);
        if (!(value >= 0 && value <= 100)) {
            throw new IllegalArgumentException("a number of 0 to 100");
        }
        return value;
    }

    static double ratio(String text) {
        double value = number(text);
        if (!(value > 0 && value <= 1)) {
            throw new IllegalArgumentException("a number above 0, up to 1");
        }
        return value;
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a number", e);
        }
    }

    /** Comma separated items, trimmed; empty ones are passed over. */
    static <T> Function<String, List<T>> list(Function<String, T> item) {
        return text -> Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .map(item)
                .toList();
    }
}
