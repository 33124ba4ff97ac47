package io.reactivemesh.proxy.log;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * All loggers of the process. Found by SLF4J through the service loader; its filter and format can be changed at any
 * time, by any thread, and hold from the next line on.
 *
 * <p>There is one line, one output and no configuration file here because a sidecar's start is counted in milliseconds
 * and its memory in single megabytes: a general logging framework cost 600 ms and 26 MB of them.
 */
public final class ProxyLogging implements ILoggerFactory, SLF4JServiceProvider {

    private static final String API_VERSION = "2.0.99";

    /** Somebody who reads along. */
    private record Reader(LogFilter filter, Consumer<String> lines) {}

    private final Map<String, LogTarget> targets = new ConcurrentHashMap<>();
    private final List<Reader> readers = new CopyOnWriteArrayList<>();
    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter contexts = new NOPMDCAdapter();
    private final LogSink sink;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final long started;
    private volatile LogFilter filter = LogFilter.parse("warn");
    private volatile boolean json;

    /** Writes to standard output. Called by the service loader. */
    public ProxyLogging() {
        this(new LogSink(System.out), Clock.systemUTC(), System::nanoTime);
    }

    ProxyLogging(LogSink sink, Clock clock, LongSupplier nanoTime) {
        this.sink = sink;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.started = nanoTime.getAsLong();
    }

    /**
     * The one that SLF4J uses.
     *
     * @throws IllegalStateException when SLF4J has found another back end
     */
    public static ProxyLogging installed() {
        if (LoggerFactory.getILoggerFactory() instanceof ProxyLogging logging) {
            return logging;
        }
        throw new IllegalStateException("another logging back end is on the class path");
    }

    /** Sets what is written. */
    public void filter(LogFilter newFilter) {
        filter = newFilter;
        tellTargets();
    }

    /** A logger says what anybody wants to read. */
    private LogLevel levelOf(String target) {
        LogLevel most = filter.levelOf(target);
        for (Reader reader : readers) {
            LogLevel level = reader.filter().levelOf(target);
            most = level.compareTo(most) > 0 ? level : most;
        }
        return most;
    }

    private void tellTargets() {
        targets.forEach((name, target) -> target.level(levelOf(name)));
    }

    /**
     * Lets somebody read along: what this filter admits, whatever is written otherwise, one JSON object a line.
     *
     * @param lines takes each line, on the thread that has something to say: it must not wait
     * @return ends it; idempotent
     */
    public Runnable read(LogFilter readersFilter, Consumer<String> lines) {
        Reader reader = new Reader(readersFilter, lines);
        readers.add(reader);
        tellTargets();
        return () -> {
            readers.remove(reader);
            tellTargets();
        };
    }

    /** What is written. */
    public LogFilter filter() {
        return filter;
    }

    /** Sets how it is written: one JSON object a line, or text. */
    public void json(boolean asJson) {
        json = asJson;
    }

    void write(LogLine.Entry entry) {
        long thread = Thread.currentThread().threadId();
        for (Reader reader : readers) {
            if (admits(reader.filter(), entry)) {
                reader.lines().accept(LogLine.json(entry, clock, thread).toString());
            }
        }
        if (!readers.isEmpty() && !admits(filter, entry)) {
            return;
        }
        sink.write(
                json
                        ? LogLine.json(entry, clock, thread)
                        : LogLine.plain(entry, nanoTime.getAsLong() - started, thread));
    }

    private static boolean admits(LogFilter filter, LogLine.Entry entry) {
        return filter.levelOf(entry.target()).admits(entry.level());
    }

    @Override
    public Logger getLogger(String name) {
        return targets.computeIfAbsent(name, key -> new LogTarget(key, levelOf(key), this));
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return this;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return contexts;
    }

    @Override
    public String getRequestedApiVersion() {
        return API_VERSION;
    }

    @Override
    public void initialize() {
        // Everything is ready after construction.
    }
}
