package io.reactivemesh.proxy.balance;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/**
 * How long an endpoint asks to be left alone: {@code retry-after} (RFC 9110 section 10.2.3) and gRPC's {@code grpc-retry-pushback-ms}
 * (gRFC A6). What cannot be read is no wish.
 */
public final class RetryAfter {

    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final int MAX_DIGITS = 9;

    private RetryAfter() {}

    /**
     * The wish in a {@code retry-after} header, in nanoseconds.
     *
     * @param value a number of seconds, or a date of HTTP
     * @param now the present, to which a date is compared; a date that has passed is 0
     */
    public static long nanos(String value, Instant now) {
        String text = value.strip();
        long seconds = number(text);
        if (seconds >= 0) {
            return seconds * NANOS_PER_SECOND;
        }
        try {
            Instant date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration wait = Duration.between(now, date);
            long most = 1_000_000_000L;
            return wait.isNegative() ? 0 : Math.min(wait.toSeconds(), most) * NANOS_PER_SECOND;
        } catch (DateTimeException e) {
            return 0;
        }
    }

    /** The wish in a {@code grpc-retry-pushback-ms} trailer, in nanoseconds; a negative number asks for no retry, which is no wait. */
    public static long pushbackNanos(String value) {
        return Math.max(0, number(value.strip())) * NANOS_PER_MILLI;
    }

    private static long number(String text) {
        boolean digits =
                !text.isEmpty() && text.length() <= MAX_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Long.parseLong(text) : -1;
    }
}
