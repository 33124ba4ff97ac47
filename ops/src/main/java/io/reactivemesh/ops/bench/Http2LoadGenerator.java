package io.reactivemesh.ops.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/**
 * HTTP/2 load from h2load of nghttp2, on one thread: a closed loop of connections with a number of streams each.
 *
 * <p>gRPC is one unary call a request: a message of five bytes each way, {@code grpc-status} in trailers.
 */
final class Http2LoadGenerator {

    /** A gRPC message: not compressed, five bytes long (gRPC over HTTP2, Length-Prefixed-Message). */
    private static final byte[] MESSAGE = "\0\0\0\0\5hello".getBytes(StandardCharsets.US_ASCII);

    private static final Pattern OUTCOMES =
            Pattern.compile("(\\d+) succeeded, (\\d+) failed, (\\d+) errored, (\\d+) timeout");
    private static final Pattern STATUSES = Pattern.compile("status codes: (\\d+) 2xx");

    private final Path directory;

    /**
     * Creates a generator.
     *
     * @param directory for its files
     */
    Http2LoadGenerator(Path directory) {
        this.directory = directory;
    }

    /** Whether this machine has h2load. */
    static boolean isThere() {
        return Peer.find("h2load") != null;
    }

    /**
     * Runs a load for a time; blocks.
     *
     * @param work one of HTTP/2
     * @throws IOException with what h2load printed, when it does not report a result
     */
    LoadGenerator.Result run(LoadGenerator.Load load, ProxyWork work, Duration length)
            throws IOException, InterruptedException {
        Path log = directory.resolve("h2load.log");
        Files.deleteIfExists(log);
        Process process = new ProcessBuilder(command(load, work, length, log))
                .redirectErrorStream(true)
                .start();
        String printed;
        try (var out = process.getInputStream()) {
            printed = new String(out.readAllBytes(), StandardCharsets.UTF_8);
        }
        int exit = process.waitFor();
        Matcher outcomes = OUTCOMES.matcher(printed);
        Matcher statuses = STATUSES.matcher(printed);
        if (exit != 0 || !outcomes.find() || !statuses.find()) {
            throw new IOException("h2load ended with " + exit + ": " + printed);
        }
        long done = Long.parseLong(outcomes.group(1)) + Long.parseLong(outcomes.group(2));
        long lost = Long.parseLong(outcomes.group(3)) + Long.parseLong(outcomes.group(4));
        // Statuses are counted with heads: some of the answers were still on their way at the end.
        long good = Math.min(done, Long.parseLong(statuses.group(1)));
        return new LoadGenerator.Result(good, done + lost - good, length, latencies(log));
    }

    private List<String> command(LoadGenerator.Load load, ProxyWork work, Duration length, Path log)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                String.valueOf(Peer.find("h2load")),
                "--threads=1",
                "--clients=" + load.connections(),
                "--max-concurrent-streams=" + work.streams(),
                "--duration=" + length.toSeconds(),
                "--log-file=" + log,
                "--header=:authority: " + load.authority()));
        if (work.protocol() == ProxyWork.Protocol.GRPC) {
            Path message = message(directory);
            command.addAll(
                    List.of("--data=" + message, "--header=content-type: application/grpc", "--header=te: trailers"));
        }
        command.add(
                "http://" + load.target().getHostString() + ":" + load.target().getPort() + load.path());
        return command;
    }

    /** A file with one message of gRPC. */
    static Path message(Path directory) throws IOException {
        return Files.write(directory.resolve("message"), MESSAGE);
    }

    /** The third column of h2load's log, microseconds from the request to the end of its response. */
    private static Histogram latencies(Path log) throws IOException {
        Histogram latency = new Histogram(TimeUnit.MINUTES.toNanos(1), 3);
        try (BufferedReader rows = Files.newBufferedReader(log)) {
            for (String row = rows.readLine(); row != null; row = rows.readLine()) {
                String micros = row.substring(row.lastIndexOf('\t') + 1);
                latency.recordValue(TimeUnit.MICROSECONDS.toNanos(Long.parseLong(micros)));
            }
        }
        return latency;
    }
}
