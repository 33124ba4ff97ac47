package io.reactivemesh.ops.controller;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What the operating system and the JVM say of this process. Any thread. */
final class ProcessStatus {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";

    private ProcessStatus() {}

    /** Whether this is a Unix, which knows of files and CPU time. */
    static boolean isUnix() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean;
    }

    /** User and system time, of all threads. */
    static long cpuMillis() {
        return TimeUnit.NANOSECONDS.toMillis(unix().getProcessCpuTime());
    }

    static long openFiles() {
        return unix().getOpenFileDescriptorCount();
    }

    static long maxOpenFiles() {
        return unix().getMaxFileDescriptorCount();
    }

    private static UnixOperatingSystemMXBean unix() {
        return (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    }

    /** Memory that is in RAM; empty = the system does not tell, as others than Linux. */
    static OptionalLong residentBytes() {
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(RESIDENT))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst();
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    static double startTimeSeconds() {
        return ManagementFactory.getRuntimeMXBean().getStartTime() / 1000.0;
    }

    static long heapUsedBytes() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    static long threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }
}
