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

/** A proxy, or the origin, as processes of its own on loopback. */
final class Peer implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(30);

    private final Process process;
    private final InetSocketAddress address;
    private final double readyMillis;

    private Peer(Process process, InetSocketAddress address, double readyMillis) {
        this.process = process;
        this.address = address;
        this.readyMillis = readyMillis;
    }

    /** Two addresses of one nginx that answers 24 bytes; what every proxy balances over. */
    static Peer origin(Path directory, int port) throws IOException {
        Path conf = directory.resolve("origin.conf");
        Files.writeString(conf, nginx(directory, "origin", """
                server {
                  listen 127.0.0.1:%1$d; listen 127.0.0.2:%1$d;
                  keepalive_requests 1000000000; keepalive_timeout 1h;
                  location / { return 200 "reactive mesh benchmark\\n"; }
                }""".formatted(port)));
        return start(
                "origin",
                List.of("nginx", "-p", directory.toString(), "-c", conf.toString(), "-g", "daemon off;"),
                Map.of(),
                new InetSocketAddress("127.0.0.1", port),
                directory,
                Peer::accepts);
    }

    /** An nginx with one worker and a keep-alive pool. */
    static Peer nginx(Path directory, int port, int originPort) throws IOException {
        Path conf = directory.resolve("nginx.conf");
        Files.writeString(conf, nginx(directory, "nginx", """
                upstream origin { server 127.0.0.1:%1$d; server 127.0.0.2:%1$d; keepalive 128; keepalive_requests 1000000000; keepalive_timeout 1h; }
                server {
                  listen 127.0.0.1:%2$d;
                  keepalive_requests 1000000000; keepalive_timeout 1h;
                  location / { proxy_pass http://origin; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host; }
                }""".formatted(originPort, port)));
        return start(
                "nginx",
                List.of("nginx", "-p", directory.toString(), "-c", conf.toString(), "-g", "daemon off;"),
                Map.of(),
                new InetSocketAddress("127.0.0.1", port),
                directory,
                Peer::accepts);
    }

    /** A HAProxy with one thread, in HTTP mode, reusing connections. */
    static Peer haproxy(Path directory, int port, int originPort) throws IOException {
        Path conf = directory.resolve("haproxy.cfg");
        Files.writeString(conf, """
                global
                  nbthread 1
                  maxconn 4096
                defaults
                  mode http
                  timeout connect 3s
                  timeout client 1h
                  timeout server 1h
                  http-reuse always
                frontend in
                  bind 127.0.0.1:%2$d
                  default_backend out
                backend out
                  balance random(2)
                  server a 127.0.0.1:%1$d
                  server b 127.0.0.2:%1$d
                """.formatted(originPort, port));
        return start(
                "haproxy",
                List.of("haproxy", "-db", "-f", conf.toString()),
                Map.of(),
                new InetSocketAddress("127.0.0.1", port),
                directory,
                Peer::accepts);
    }

    private static String nginx(Path directory, String name, String http) {
        return """
                worker_processes 1;
                pid %1$s/%2$s.pid;
                error_log %1$s/%2$s.log;
                events { worker_connections 4096; }
                http {
                  access_log off;
                  client_body_temp_path %1$s/%2$s-body; proxy_temp_path %1$s/%2$s-proxy; fastcgi_temp_path %1$s/%2$s-fastcgi;
                  uwsgi_temp_path %1$s/%2$s-uwsgi; scgi_temp_path %1$s/%2$s-scgi;
                %3$s
                }
                """.formatted(directory, name, http);
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
