package io.reactivemesh.proxy.log;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;

/** A log of its own, that a test can read. */
public final class CapturedLog {

    private static final String NAME = "captured";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ProxyLogging logging = new ProxyLogging(new LogSink(out), Clock.systemUTC(), () -> 0);

    /** Creates a log that takes lines from INFO on. */
    public CapturedLog() {
        logging.filter(LogFilter.parse("info"));
    }

    /** Who writes to it. */
    public Logger logger() {
        return logging.getLogger(NAME);
    }

    /** What was written so far: level, message, facts. */
    public List<String> lines() {
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replaceFirst("^\\[.*?s] +(\\w+) ThreadId\\(\\d+\\) " + NAME + ":", "$1"))
                .toList();
    }
}
