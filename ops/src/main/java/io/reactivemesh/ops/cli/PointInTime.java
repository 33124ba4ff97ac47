package io.reactivemesh.ops.cli;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Points of time as they are typed: how long ago, as Go writes durations, or a time of RFC 3339. */
final class PointInTime {
    private static final Pattern DURATION = Pattern.compile("(?:\\d+(?:\\.\\d+)?(?:h|ms|m|s))+");
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(h|ms|m|s)");

    private PointInTime() {}

    static Instant parse(String option, String text, Clock clock) {
        if (DURATION.matcher(text).matches()) {
            return clock.instant().minus(duration(text));
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new CliFailure(option + ": '" + text + "' (expected: 10m, 1h30m, 90s or 2026-11-01T12:00:00Z)");
        }
    }

    private static Duration duration(String text) {
        Duration sum = Duration.ZERO;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            long unitMillis = switch (part.group(2)) {
                case "h" -> 3_600_000;
                case "m" -> 60_000;
                case "s" -> 1_000;
                default -> 1;
            };
            sum = sum.plusMillis((long) (Double.parseDouble(part.group(1)) * unitMillis));
        }
        return sum;
    }
}
