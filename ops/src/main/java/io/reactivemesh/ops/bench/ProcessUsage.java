package io.reactivemesh.ops.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What processes have used so far, from Linux's {@code /proc} (proc(5)). */
final class ProcessUsage {
    /** The kernel's user-space clock: 100 ticks a second on every Linux that we run on. */
    private static final long TICK_MICROS = 10_000;

    private ProcessUsage() {}

    /** User and system CPU time of all threads of the processes, in microseconds; resolution 10 ms. */
    static long cpuMicros(List<Long> pids) {
        long ticks = 0;
        for (long pid : pids) {
            String stat = read(Path.of("/proc", Long.toString(pid), "stat"));
            // The command name may contain blanks: fields count from the last parenthesis. utime and stime are 14 and
            // 15.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        }
        return ticks * TICK_MICROS;
    }

    /** Resident memory of the processes together, in MB of 2^20 bytes. */
    static double residentMegabytes(List<Long> pids) {
        long kilobytes = 0;
        for (long pid : pids) {
            kilobytes += read(Path.of("/proc", Long.toString(pid), "status"))
                    .lines()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .sum();
        }
        return kilobytes / 1024.0;
    }

    /** Open file descriptors of the processes together. */
    static long openFiles(List<Long> pids) {
        long files = 0;
        for (long pid : pids) {
            Path directory = Path.of("/proc", Long.toString(pid), "fd");
            try (Stream<Path> open = Files.list(directory)) {
                files += open.count();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + directory + ": is the process gone?", e);
            }
        }
        return files;
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path + ": is the process gone?", e);
        }
    }
}
