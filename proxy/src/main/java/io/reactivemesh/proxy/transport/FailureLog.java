package io.reactivemesh.proxy.transport;

import io.reactivemesh.proxy.stack.LoopClock;
import io.reactivemesh.proxy.stack.Refusal;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Tells the log which requests have failed, in the words that operators look for: {@value #MOST_A_SECOND} a second at most, since where one
 * fails all may. How many were not told of is said with the next one that is. Event loop only.
 */
final class FailureLog {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    static final int MOST_A_SECOND = 10;

    private final LoopClock clock;
    private final Logger log;
    private long since;
    private int told;
    private long more;

    FailureLog(LoopClock clock) {
        this(clock, LoggerFactory.getLogger(FailureLog.class));
    }

    FailureLog(LoopClock clock, Logger log) {
        this.log = log;
        this.clock = clock;
        this.since = clock.getAsLong();
    }

    /**
     * A request was refused. What a policy has asked for is no failure.
     *
     * @param version such as {@code HTTP/1.1}
     */
    void refused(String version, Refusal refusal) {
        if (!refusal.error().isEmpty() && mayTell()) {
            line().addKeyValue(LogKeys.ERROR, refusal.message()).log(version + " request failed");
        }
    }

    /** Another proxy has failed a request, and says why. */
    void remote(int status, String message) {
        if (mayTell()) {
            line().addKeyValue(LogKeys.STATUS, status)
                    .addKeyValue(LogKeys.ERROR, message)
                    .log("Remote proxy error");
        }
    }

    private boolean mayTell() {
        if (!log.isInfoEnabled()) {
            return false;
        }
        long now = clock.refresh();
        if (now - since >= SECOND) {
            since = now;
            told = 0;
        }
        if (told == MOST_A_SECOND) {
            more++;
            return false;
        }
        told++;
        return true;
    }

    private LoggingEventBuilder line() {
        LoggingEventBuilder line = log.atInfo();
        if (more > 0) {
            line = line.addKeyValue(LogKeys.MORE, more);
            more = 0;
        }
        return line;
    }
}
