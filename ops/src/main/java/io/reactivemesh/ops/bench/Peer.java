package io.reactivemesh.ops.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A proxy, the origin or the control plane, as processes of its own. They end with us, unless we are killed outright. */
final class Peer implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(30);

    private final Process process;
    private final InetSocketAddress address;
    private final double readyMillis;
    private final Thread endsWithUs = Thread.ofPlatform().unstarted(this::end);

    private Peer(Process process, InetSocketAddress address, double readyMillis) {
        this.process = process;
        this.address = address;
        this.readyMillis = readyMillis;
        Runtime.getRuntime().addShutdownHook(endsWithUs);
    }

    /** Starts a process and waits at most 30 s until it is ready. */
    static Peer start(
            String name,
            List<String> command,
            Map<String, String> environment,
            InetSocketAddress address,
            Path directory,
            Readiness readiness)
            throws IOException {
        return start(name, command, environment, address, directory, READY, readiness);
    }

    /**
     * Starts a process and waits until it is ready.
     *
     * @param address where the load goes
     * @throws IOException naming the process and its log when it ends, or is not ready in time
     */
    static Peer start(
            String name,
            List<String> command,
            Map<String, String> environment,
            InetSocketAddress address,
            Path directory,
            Duration atMost,
            Readiness readiness)
            throws IOException {
        Path log = directory.resolve(name + ".out");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        long began = System.nanoTime();
        Process process = builder.start();
        long deadline = began + atMost.toNanos();
        while (!readiness.ready(address)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                process.destroyForcibly();
                throw new IOException(name + " did not become ready: " + tail(log));
            }
            pause();
        }
        return new Peer(process, address, (System.nanoTime() - began) / 1e6);
    }

    /** Says whether a process that was just started can take load. */
    interface Readiness {
        boolean ready(InetSocketAddress address);
    }

    static boolean accepts(InetSocketAddress address) {
        try (java.net.Socket socket = new java.net.Socket()) {
            socket.connect(address, 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    InetSocketAddress address() {
        return address;
    }

    /** From the start of the process to its first readiness, looked at every 2 ms. */
    double readyMillis() {
        return readyMillis;
    }

    /** The process and its children now. */
    List<Long> pids() {
        List<Long> pids = new ArrayList<>();
        pids.add(process.pid());
        process.descendants().forEach(child -> pids.add(child.pid()));
        return pids;
    }

    /** The program on the search path, or null. */
    static @Nullable Path find(String program) {
        String path = new ProcessBuilder().environment().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
        for (String directory : path.split(":", -1)) {
            Path candidate = Path.of(directory, program);
            if (Files.isExecutable(candidate)) {
                return candidate;
            }
        }
        return null;
    }

    private static void pause() {
        java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }

    private static String tail(Path log) throws IOException {
        List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
        return lines.isEmpty()
                ? "it printed nothing"
                : String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(endsWithUs);
        } catch (IllegalStateException e) {
            // We are ending ourselves: the hook finds nothing to do.
        }
    }

    private void end() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
