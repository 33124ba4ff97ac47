package io.reactivemesh.actors;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** A PostgreSQL of one's own, on loopback, to be killed. */
final class OwnPostgres implements AutoCloseable {
    /** The user that the Debian package makes for it: it refuses to run as root. */
    private static final String NOT_ROOT = "postgres";

    private static final String USER = "mesh";
    private static final String PASSWORD = "a secret";
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

    private final Path bin;
    private final Path folder;
    private final int port;

    private OwnPostgres(Path bin, Path folder, int port) {
        this.bin = bin;
        this.folder = folder;
        this.port = port;
    }

    /** Where its programs are; empty = it is not installed. Debian has them beside the search path. */
    static Optional<Path> programs() {
        Stream<Path> searched = Stream.of(
                        Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(Path::of);
        return Stream.concat(searched, debianFolders().stream())
                .filter(bin -> Files.isExecutable(bin.resolve("initdb")) && Files.isExecutable(bin.resolve("pg_ctl")))
                .findFirst();
    }

    private static List<Path> debianFolders() {
        try (Stream<Path> versions = Files.isDirectory(DEBIAN) ? Files.list(DEBIAN) : Stream.empty()) {
            return versions.map(version -> version.resolve("bin"))
                    .sorted(Comparator.reverseOrder())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Makes one and starts it.
     *
     * @param bin where its programs are
     * @param folder empty; will belong to whoever runs it
     */
    static OwnPostgres start(Path bin, Path folder) throws IOException {
        Path secret = Files.writeString(folder.resolve("password"), PASSWORD);
        if (isRoot()) {
            var user = folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(NOT_ROOT);
            Files.setOwner(folder, user);
            Files.setOwner(secret, user);
        }
        OwnPostgres postgres = new OwnPostgres(bin, folder, freePort());
        postgres.require("initdb", "--username=" + USER, "--pwfile=" + secret, "--auth=scram-sha-256", "--no-sync");
        postgres.restart();
        return postgres;
    }

    /** The settings of a node that keeps its log here. */
    Map<String, String> journal() {
        return Map.of(
                "reactive-mesh.journal.kind",
                "database",
                "reactive-mesh.journal.url",
                url(),
                "reactive-mesh.journal.driver",
                "org.postgresql.Driver",
                "reactive-mesh.journal.profile",
                "slick.jdbc.PostgresProfile$",
                "reactive-mesh.journal.user",
                USER,
                "reactive-mesh.journal.password",
                PASSWORD);
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), USER, PASSWORD);
    }

    /** Ends it with SIGKILL. Those of its processes that serve connections notice, and end. */
    void kill() throws IOException {
        String pid = Files.readAllLines(folder.resolve("data").resolve("postmaster.pid"))
                .getFirst();
        ProcessHandle process = ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Starts it where it was, with all that was committed; returns when it can be connected to. */
    void restart() {
        String options = "-p " + port + " -h 127.0.0.1 -k " + folder;
        // Processes of one that was killed may hold its memory for a moment; a new one refuses to start until they are
        // gone.
        Awaiting.until(
                () -> run("pg_ctl", "start", "--wait", "--log=" + folder.resolve("server.log"), "-o", options),
                String::isEmpty);
    }

    @Override
    public void close() {
        require("pg_ctl", "stop", "--mode=immediate");
    }

    private String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    private void require(String program, String... arguments) {
        String failure = run(program, arguments);
        if (!failure.isEmpty()) {
            throw new IllegalStateException(failure);
        }
    }

    /** What went wrong; empty = nothing. */
    private String run(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=" + NOT_ROOT, "--regid=" + NOT_ROOT, "--init-groups"));
        }
        command.add(bin.resolve(program).toString());
        command.add("--pgdata=" + folder.resolve("data"));
        command.addAll(List.of(arguments));
        // A server inherits the output of what starts it; a pipe would stay open as long as it runs.
        Path output = folder.resolve(program + ".log");
        try {
            int status = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start()
                    .onExit()
                    .join()
                    .exitValue();
            return status == 0 ? "" : command + " failed with " + status + ": " + Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** It takes no 0 for "any that is free". */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
