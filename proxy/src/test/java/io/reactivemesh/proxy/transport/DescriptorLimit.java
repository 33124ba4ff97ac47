package io.reactivemesh.proxy.transport;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** This process's limit of file descriptors (RLIMIT_NOFILE of setrlimit(2)), lowered to those that it has; closing raises it again. */
final class DescriptorLimit implements AutoCloseable {

    private static final int RLIMIT_NOFILE = 7;
    private static final MethodHandle GET = function("getrlimit");
    private static final MethodHandle SET = function("setrlimit");

    private final long soft;
    private final long hard;

    private DescriptorLimit(long soft, long hard) {
        this.soft = soft;
        this.hard = hard;
    }

    @SuppressWarnings("restricted") // Tests run with native access.
    private static MethodHandle function(String name) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().find(name).orElseThrow(),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    }

    /** From now on no descriptor can be opened whose number would be higher than those that are open, and lower ones are taken. */
    static DescriptorLimit reached() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment limits = arena.allocate(ValueLayout.JAVA_LONG, 2);
            call(GET, limits);
            DescriptorLimit before = new DescriptorLimit(
                    limits.getAtIndex(ValueLayout.JAVA_LONG, 0), limits.getAtIndex(ValueLayout.JAVA_LONG, 1));
            set(lowestFree(), before.hard);
            return before;
        }
    }

    /** The number that the next descriptor would get: at this limit there is no next one. */
    private static long lowestFree() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            long expected = 0;
            for (long number : open.map(
                            path -> Long.parseLong(path.getFileName().toString()))
                    .sorted(Comparator.naturalOrder())
                    .toList()) {
                if (number != expected) {
                    return expected;
                }
                expected++;
            }
            return expected;
        }
    }

    private static void set(long soft, long hard) {
        try (Arena arena = Arena.ofConfined()) {
            call(SET, arena.allocateFrom(ValueLayout.JAVA_LONG, soft, hard));
        }
    }

    private static void call(MethodHandle function, MemorySegment limits) {
        try {
            if ((int) function.invokeExact(RLIMIT_NOFILE, limits) != 0) {
                throw new IllegalStateException("the limit of file descriptors cannot be read or set");
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        set(soft, hard);
    }
}
