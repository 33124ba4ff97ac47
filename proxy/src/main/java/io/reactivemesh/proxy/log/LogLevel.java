package io.reactivemesh.proxy.log;

import java.util.Arrays;
import java.util.Locale;
import org.slf4j.event.Level;

/** How much a logger may say, from nothing to everything. */
enum LogLevel {
    OFF,
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE;

    static boolean known(String text) {
        return Arrays.stream(values()).anyMatch(level -> level.name().equalsIgnoreCase(text));
    }

    static LogLevel parse(String text) {
        if (!known(text)) {
            throw new IllegalArgumentException("'" + text + "' (expected: off, error, warn, info, debug or trace)");
        }
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** Whether a line of this level may be written. */
    boolean admits(Level level) {
        return compareTo(valueOf(level.name())) >= 0;
    }
}
