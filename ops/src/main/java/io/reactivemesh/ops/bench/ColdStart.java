package io.reactivemesh.ops.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Starts a control plane and asks it from the first moment on; ends it when its log is written. */
final class ColdStart {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration LOOK = Duration.ofMillis(500);

    private final DiscoveryCluster cluster;
    private final int services;
    private final Duration rest;
    private final Consumer<String> progress;

    /**
     * Measures starts on these objects.
     *
     * @param rest between the end of all work and the reading of memory
     */
    ColdStart(DiscoveryCluster cluster, int services, Duration rest, Consumer<String> progress) {
        this.cluster = cluster;
        this.services = services;
        this.rest = rest;
        this.progress = progress;
    }

    /**
     * One start. Times are from the start of the process.
     *
     * @param firstAnswerMillis endpoints of one of the Services at a client
     * @param allAnswersMillis endpoints of each
     * @param readyMillis the source has listed, and all of it is live
     * @param recordedMillis all of it is in the log
     * @param cpuMillis user and system time until then
     * @param residentMegabytes at rest after that
     */
    record Start(
            long firstAnswerMillis,
            long allAnswersMillis,
            long readyMillis,
            long recordedMillis,
            long cpuMillis,
            double residentMegabytes,
            long apiRequests,
            long apiReceivedBytes) {
        Map<String, @Nullable Object> json() {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("first_answer_ms", firstAnswerMillis);
            json.put("all_answers_ms", allAnswersMillis);
            json.put("ready_ms", readyMillis);
            json.put("recorded_ms", recordedMillis);
            json.put("cpu_ms", cpuMillis);
            json.put("rss_mb", Math.round(residentMegabytes * 10) / 10.0);
            json.put("api_requests", apiRequests);
            json.put("api_received_bytes", apiReceivedBytes);
            return json;
        }
    }

    /** Measures a start; the control plane is ended afterwards. Blocks. */
    Start measure(OwnControlPlane controlPlane) throws IOException, InterruptedException {
        FutureTask<Arrival> asking =
                new FutureTask<>(() -> Arrival.await(controlPlane.discovery(), cluster.objects(), services, PATIENCE));
        long began = System.nanoTime();
        Thread.ofPlatform().daemon().name("bench-asking").start(asking);
        try (controlPlane) {
            long ready = controlPlane.start(PATIENCE).toMillis();
            Arrival arrival = asking.get();
            progress.accept("first answer after " + millis(arrival.first() - began) + " ms, all after "
                    + millis(arrival.all() - began) + " ms, ready after " + ready + " ms");
            while (controlPlane.metrics().unrecordedChanges() > 0) {
                LockSupport.parkNanos(LOOK.toNanos());
            }
            long recorded = millis(System.nanoTime() - began);
            long cpu = ProcessUsage.cpuMicros(controlPlane.pids()) / 1000;
            progress.accept("recorded after " + recorded + " ms");
            LockSupport.parkNanos(rest.toNanos());
            ControllerMetricsText metrics = controlPlane.metrics();
            return new Start(
                    millis(arrival.first() - began),
                    millis(arrival.all() - began),
                    ready,
                    recorded,
                    cpu,
                    ProcessUsage.residentMegabytes(controlPlane.pids()),
                    metrics.apiRequests(),
                    metrics.apiReceivedBytes());
        } catch (ExecutionException e) {
            throw new BenchFailure(String.valueOf(e.getMessage()), e);
        } finally {
            asking.cancel(true);
        }
    }

    private static long millis(long nanos) {
        return nanos / 1_000_000;
    }
}
