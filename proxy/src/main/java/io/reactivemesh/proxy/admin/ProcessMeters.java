package io.reactivemesh.proxy.admin;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/**
 * What the kernel says about this process, read when somebody asks. Where there is no {@code /proc} the values stay 0.
 */
public final class ProcessMeters {

    private static final long TICKS_PER_SECOND = 100;
    private static final long MILLIS_PER_SECOND = 1000;

    private final Path proc;
    private final InstantSource clock;
    private final long startMillis;
    private final Gauge clockTime;
    private final Counter uptime;
    private final Counter cpu;
    private final Gauge virtual;
    private final Gauge resident;
    private final Gauge threads;
    private final Gauge openFiles;
    private final Gauge maxFiles;

    private ProcessMeters(Metrics metrics, Path proc, InstantSource clock, long startMillis) {
        this.proc = proc;
        this.clock = clock;
        this.startMillis = startMillis;
        metrics.gauge(ProxyMetrics.PROCESS_START_TIME_SECONDS, Labels.NONE).set(startMillis);
        this.clockTime = metrics.gauge(ProxyMetrics.PROCESS_CLOCK_TIME_SECONDS, Labels.NONE);
        this.uptime = metrics.counter(ProxyMetrics.PROCESS_UPTIME_SECONDS_TOTAL, Labels.NONE);
        this.cpu = metrics.counter(ProxyMetrics.PROCESS_CPU_SECONDS_TOTAL, Labels.NONE);
        this.virtual = metrics.gauge(ProxyMetrics.PROCESS_VIRTUAL_MEMORY_BYTES, Labels.NONE);
        this.resident = metrics.gauge(ProxyMetrics.PROCESS_RESIDENT_MEMORY_BYTES, Labels.NONE);
        this.threads = metrics.gauge(ProxyMetrics.PROCESS_THREADS, Labels.NONE);
        this.openFiles = metrics.gauge(ProxyMetrics.PROCESS_OPEN_FDS, Labels.NONE);
        this.maxFiles = metrics.gauge(ProxyMetrics.PROCESS_MAX_FDS, Labels.NONE);
    }

    /**
     * Adds the process's series to a registry.
     *
     * @param version of this proxy, shown as {@code proxy_build_info}
     */
    public static void register(Metrics metrics, InstantSource clock, String version) {
        register(metrics, clock, version, Path.of("/proc/self"));
    }

    static void register(Metrics metrics, InstantSource clock, String version, Path proc) {
        Labels build = Labels.of("date", "")
                .and("git_sha", "")
                .and("profile", "release")
                .and("vendor", "reactive-mesh")
                .and("version", version);
        metrics.gauge(ProxyMetrics.PROXY_BUILD_INFO, build).set(1);
        ProcessMeters meters = new ProcessMeters(metrics, proc, clock, clock.millis());
        metrics.beforeExposition(meters::refresh);
    }

    private void refresh() {
        long now = clock.millis();
        clockTime.set(now);
        set(uptime, now - startMillis);
        try {
            status(Files.readAllLines(proc.resolve("status")));
            stat(Files.readString(proc.resolve("stat")));
            files();
        } catch (IOException _) {
            // Not Linux, or hidden from us: the last values stay.
        }
    }

    private void status(List<String> lines) {
        for (String line : lines) {
            if (line.startsWith("VmSize:")) {
                virtual.set(number(line) * 1024);
            } else if (line.startsWith("VmRSS:")) {
                resident.set(number(line) * 1024);
            } else if (line.startsWith("Threads:")) {
                threads.set(number(line));
            }
        }
    }

    /** Fields 14 and 15, counted behind the command's closing parenthesis, are user and system time. */
    private void stat(String line) {
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        set(cpu, ticks * (MILLIS_PER_SECOND / TICKS_PER_SECOND));
    }

    private void files() throws IOException {
        long count = 0;
        try (DirectoryStream<Path> open = Files.newDirectoryStream(proc.resolve("fd"))) {
            for (Path _ : open) {
                count++;
            }
        }
        openFiles.set(count);
        for (String line : Files.readAllLines(proc.resolve("limits"))) {
            if (line.startsWith("Max open files") && !line.contains("unlimited")) {
                maxFiles.set(number(line));
            }
        }
    }

    private static void set(Counter counter, long value) {
        counter.add(Math.max(0, value - counter.value()));
    }

    /** The first number in a line. */
    private static long number(String line) {
        long number = 0;
        boolean seen = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c >= '0' && c <= '9') {
                number = number * 10 + (c - '0');
                seen = true;
            } else if (seen) {
                break;
            }
        }
        return number;
    }
}
