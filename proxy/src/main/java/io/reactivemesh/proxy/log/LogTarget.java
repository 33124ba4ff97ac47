package io.reactivemesh.proxy.log;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;

/** One logger: a name and how much it may say at present. */
final class LogTarget extends LegacyAbstractLogger implements LoggingEventAware {

    private static final long serialVersionUID = 1;

    private final transient ProxyLogging logging;
    private volatile LogLevel level;

    LogTarget(String name, LogLevel level, ProxyLogging logging) {
        this.name = name;
        this.level = level;
        this.logging = logging;
    }

    void level(LogLevel newLevel) {
        level = newLevel;
    }

    @Override
    public void log(LoggingEvent event) {
        List<KeyValuePair> facts = event.getKeyValuePairs();
        write(event.getLevel(), event.getMessage(), event.getArgumentArray(), event.getThrowable(), facts);
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level lineLevel,
            @Nullable Marker marker,
            @Nullable String message,
            Object @Nullable [] arguments,
            @Nullable Throwable cause) {
        write(lineLevel, message, arguments, cause, null);
    }

    private void write(
            Level lineLevel,
            @Nullable String message,
            Object @Nullable [] arguments,
            @Nullable Throwable cause,
            @Nullable List<KeyValuePair> facts) {
        String text = MessageFormatter.basicArrayFormat(message, arguments);
        logging.write(
                new LogLine.Entry(lineLevel, name, String.valueOf(text), facts == null ? List.of() : facts, cause));
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    public boolean isTraceEnabled() {
        return level.admits(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return level.admits(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return level.admits(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return level.admits(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return level.admits(Level.ERROR);
    }
}
