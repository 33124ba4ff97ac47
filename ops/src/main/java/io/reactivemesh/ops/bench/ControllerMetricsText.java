package io.reactivemesh.ops.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What a control plane of ours, or a proxy, says of itself at {@code /metrics}, at one moment. Immutable. */
final class ControllerMetricsText {
    private static final Duration ATMOST = Duration.ofSeconds(30);

    private final String exposition;

    /** Reads nothing yet; what is no sample is passed over when it comes to that. */
    ControllerMetricsText(String exposition) {
        this.exposition = exposition;
    }

    /** Asks for it, until it has metrics to show; the answer may be some seconds old. */
    static ControllerMetricsText scrape(InetSocketAddress admin) throws IOException, InterruptedException {
        URI metrics = URI.create("http://" + admin.getHostString() + ":" + admin.getPort() + "/metrics");
        long deadline = System.nanoTime() + ATMOST.toNanos();
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (true) {
                HttpResponse<String> response = client.send(
                        HttpRequest.newBuilder(metrics).timeout(ATMOST).build(), HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() == 200) {
                    return new ControllerMetricsText(response.body());
                }
                if (System.nanoTime() > deadline) {
                    throw new IOException(metrics + " answers " + response.statusCode() + ": " + response.body());
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
    }

    /** Requests that were sent to the Kubernetes API since the start. */
    long apiRequests() {
        return sum("mesh_api_requests_total");
    }

    /** Bytes of answers and watches, as the client hands them out: without TLS, after decompression. */
    long apiReceivedBytes() {
        return sum("mesh_api_received_bytes_total");
    }

    /** Changes that are live but not in the log yet. */
    long unrecordedChanges() {
        return sum("mesh_journal_unrecorded_changes");
    }

    private long sum(String name) {
        return sum(name, "");
    }

    /**
     * Over all series of a family; 0 when there is none.
     *
     * @param label that they have to have, as it is written: {@code peer="src"}; empty = any
     */
    long sum(String name, String label) {
        return exposition
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .filter(line -> line.contains(label))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
