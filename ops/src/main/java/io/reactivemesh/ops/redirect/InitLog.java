package io.reactivemesh.ops.redirect;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What proxy-init tells whoever reads a container's log: a line an event, in the two forms of Linkerd's. A logging library would take longer to
 * start than all the rest.
 */
final class InitLog {
    private final PrintWriter out;
    private final Clock clock;
    private final boolean json;
    private final Level threshold;

    /** How much a line matters. */
    enum Level {
        /** Nobody can go on. */
        ERROR,
        /** Something was passed over. */
        WARNING,
        /** What is done. */
        INFO,
        /** What is seen. */
        DEBUG;

        /**
         * Reads the name of the lowest level that is written; the reference's other levels fall on the nearest of ours.
         *
         * @return null = no level
         */
        static @Nullable Level parse(String text) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "panic", "fatal", "error" -> ERROR;
                case "warn", "warning" -> WARNING;
                case "info" -> INFO;
                case "debug", "trace" -> DEBUG;
                default -> null;
            };
        }
    }

    /**
     * @param json one object a line instead of text
     * @param threshold the lowest level that is written
     */
    InitLog(PrintWriter out, Clock clock, boolean json, Level threshold) {
        this.out = out;
        this.clock = clock;
        this.json = json;
        this.threshold = threshold;
    }

    void error(String message) {
        write(Level.ERROR, message);
    }

    void warn(String message) {
        write(Level.WARNING, message);
    }

    void info(String message) {
        write(Level.INFO, message);
    }

    void debug(String message) {
        write(Level.DEBUG, message);
    }

    private void write(Level level, String message) {
        if (level.compareTo(threshold) > 0) {
            return;
        }
        Instant time = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        String name = level.name().toLowerCase(Locale.ROOT);
        String quoted = '"' + new String(JsonStringEncoder.getInstance().quoteAsString(message)) + '"';
        out.println(
                json
                        ? "{\"level\":\"%s\",\"msg\":%s,\"time\":\"%s\"}".formatted(name, quoted, time)
                        : "time=\"%s\" level=%s msg=%s".formatted(time, name, quoted));
        out.flush();
    }
}
