package io.reactivemesh.proxy.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;

/** The two shapes of a line: {@code [     0.001234s]  INFO ThreadId(01) target: message key=value}, and JSON. */
final class LogLine {

    private static final int SECONDS_WIDTH = 6;
    private static final int MICROS_WIDTH = 6;

    private LogLine() {}

    /** One thing to say. */
    record Entry(
            Level level,
            String target,
            String message,
            List<KeyValuePair> facts,
            @Nullable Throwable cause) {}

    static StringBuilder plain(Entry entry, long uptimeNanos, long thread) {
        StringBuilder out = new StringBuilder(128).append('[');
        long micros = uptimeNanos / 1000;
        padded(out, micros / 1_000_000, SECONDS_WIDTH, ' ').append('.');
        padded(out, micros % 1_000_000, MICROS_WIDTH, '0').append("s] ");
        if (entry.level().name().length() == 4) {
            out.append(' ');
        }
        out.append(entry.level().name()).append(" ThreadId(");
        padded(out, thread, 2, '0').append(") ").append(entry.target()).append(": ");
        out.append(entry.message());
        for (KeyValuePair fact : entry.facts()) {
            out.append(' ').append(fact.key).append('=').append(fact.value);
        }
        out.append('\n');
        if (entry.cause() != null) {
            out.append(stackTrace(entry.cause()));
        }
        return out;
    }

    static StringBuilder json(Entry entry, Clock clock, long thread) {
        StringBuilder out = new StringBuilder(192).append("{\"timestamp\":\"");
        out.append(Instant.now(clock))
                .append("\",\"level\":\"")
                .append(entry.level().name());
        out.append("\",\"fields\":{\"message\":");
        JsonText.quote(out, entry.message());
        for (KeyValuePair fact : entry.facts()) {
            JsonText.quote(out.append(','), fact.key).append(':');
            JsonText.quote(out, String.valueOf(fact.value));
        }
        if (entry.cause() != null) {
            JsonText.quote(out.append(",\"error\":"), stackTrace(entry.cause()));
        }
        JsonText.quote(out.append("},\"target\":"), entry.target());
        return out.append(",\"threadId\":\"ThreadId(").append(thread).append(")\"}\n");
    }

    private static StringBuilder padded(StringBuilder out, long number, int width, char filler) {
        String digits = Long.toString(number);
        for (int i = digits.length(); i < width; i++) {
            out.append(filler);
        }
        return out.append(digits);
    }

    private static String stackTrace(Throwable cause) {
        StringWriter text = new StringWriter();
        cause.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
