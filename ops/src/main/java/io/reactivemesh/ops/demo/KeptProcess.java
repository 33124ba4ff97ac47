package io.reactivemesh.ops.demo;

import io.reactivemesh.ops.process.LeashedProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A child process that is kept running: when it dies it is started again a second later, and said so. All state belongs to the loop
 * thread; {@link #status} may be read from any.
 */
final class KeptProcess {
    private static final Duration RESTART_DELAY = Duration.ofSeconds(1);
    private static final Duration PROBE_INTERVAL = Duration.ofMillis(25);

    private final Spec spec;
    private final ScheduledExecutorService loop;
    private final AdminClient admin;
    private final Consumer<String> say;
    private final LongSupplier nanoTime;
    private final CompletableFuture<Duration> firstReady = new CompletableFuture<>();
    private @Nullable LeashedProcess child;
    private boolean stopped;
    private volatile Status status = new Status(State.STARTING, 0, "");

    /**
     * How to run it.
     *
     * @param name for people
     * @param probe answers 200 when it is ready; null = ready when started
     * @param grace between SIGTERM and SIGKILL
     */
    record Spec(
            String name,
            List<String> command,
            Map<String, String> environment,
            Path log,
            @Nullable URI probe,
            Duration grace) {}

    /** Phases in the life of the process. */
    enum State {
        /** Started, does not answer yet. */
        STARTING,
        /** Has answered that it is ready. */
        READY,
        /** Dead; will be started again. */
        AWAY,
        /** Ended on purpose. */
        STOPPED
    }

    /**
     * How it stands.
     *
     * @param pid of the newest incarnation, 0 = never started
     * @param detail how the last incarnation ended; empty when it did not
     */
    record Status(State state, long pid, String detail) {}

    KeptProcess(
            Spec spec, ScheduledExecutorService loop, AdminClient admin, Consumer<String> say, LongSupplier nanoTime) {
        this.spec = spec;
        this.loop = loop;
        this.admin = admin;
        this.say = say;
        this.nanoTime = nanoTime;
    }

    String name() {
        return spec.name();
    }

    Path log() {
        return spec.log();
    }

    Status status() {
        return status;
    }

    /** How long the first incarnation took from its start to its first ready answer. Fails when it ended before that. */
    CompletableFuture<Duration> firstReady() {
        return firstReady;
    }

    void start() {
        loop.execute(this::spawn);
    }

    private void spawn() {
        if (stopped) {
            return;
        }
        try {
            LeashedProcess started = LeashedProcess.start(spec.command(), spec.environment(), spec.log(), spec.grace());
            long startedNanos = nanoTime.getAsLong();
            child = started;
            status = new Status(State.STARTING, started.pid(), "");
            started.exit().thenAcceptAsync(code -> died(started, code), loop);
            probe(started, startedNanos);
        } catch (IOException e) {
            firstReady.completeExceptionally(e);
            status = new Status(State.AWAY, 0, String.valueOf(e.getMessage()));
            restartLater();
        }
    }

    private void probe(LeashedProcess started, long startedNanos) {
        URI probe = spec.probe();
        if (probe == null) {
            ready(started, startedNanos);
            return;
        }
        admin.get(probe)
                .thenAcceptAsync(
                        reply -> {
                            if (started != child || stopped || !started.alive()) {
                                return;
                            }
                            if (reply.status() == 200) {
                                ready(started, startedNanos);
                            } else {
                                loop.schedule(
                                        () -> probe(started, startedNanos),
                                        PROBE_INTERVAL.toMillis(),
                                        TimeUnit.MILLISECONDS);
                            }
                        },
                        loop);
    }

    private void ready(LeashedProcess started, long startedNanos) {
        status = new Status(State.READY, started.pid(), "");
        Duration took = Duration.ofNanos(nanoTime.getAsLong() - startedNanos);
        if (!firstReady.complete(took)) {
            say.accept(spec.name() + " is back: process " + started.pid() + ", ready after " + took.toMillis() + " ms");
        }
    }

    private void died(LeashedProcess process, int code) {
        if (stopped || process != child) {
            return;
        }
        String how = code > 128 ? "killed by signal " + (code - 128) : "exit code " + code;
        boolean early = firstReady.completeExceptionally(new IllegalStateException(
                spec.name() + " ended before it was ready: " + how + ". Its log: " + spec.log()));
        status = new Status(State.AWAY, process.pid(), how);
        if (!early) {
            say.accept(spec.name() + " (process " + process.pid() + ") died: " + how + "; starting it again");
        }
        restartLater();
    }

    private void restartLater() {
        loop.schedule(this::spawn, RESTART_DELAY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Ends it for good: SIGTERM now. Completes when the process is gone. */
    CompletableFuture<Void> stop() {
        return CompletableFuture.supplyAsync(this::release, loop)
                .thenCompose(exit -> exit)
                .orTimeout(spec.grace().toMillis() + 2_000, TimeUnit.MILLISECONDS)
                .handle((_, _) -> null);
    }

    private CompletableFuture<?> release() {
        stopped = true;
        LeashedProcess last = child;
        status = new Status(State.STOPPED, status.pid(), status.detail());
        if (last == null) {
            return CompletableFuture.completedFuture(null);
        }
        last.release();
        return last.exit();
    }
}
