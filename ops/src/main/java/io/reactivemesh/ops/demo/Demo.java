package io.reactivemesh.ops.demo;

import io.reactivemesh.ops.demo.app.DemoApp;
import io.reactivemesh.ops.process.Orphans;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One run of the demo, top to bottom: control plane, proxies, application, then once a second a look at the manifests and at the proxies'
 * metrics, until it is asked to stop.
 */
final class Demo {
    private static final Duration READY_DEADLINE = Duration.ofMinutes(2);
    private static final Duration ORPHANS_END = Duration.ofSeconds(2);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration FIRST_TRAFFIC = Duration.ofSeconds(5);
    private static final Duration FIRST_LOOKS = Duration.ofMillis(200);
    private static final Duration WINDOW = Duration.ofSeconds(5);
    private static final Duration PLAIN_INTERVAL = Duration.ofSeconds(5);

    private final Config config;
    private final Screen screen;
    private final LongSupplier nanoTime;
    private final CompletableFuture<Void> stopRequested = new CompletableFuture<>();
    private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("demo-loop").factory());
    private final AdminClient admin = new AdminClient();
    private final PodManifests manifests;
    private final PodHost host;
    private final ControlPlane where;
    private final KeptProcess controlPlane;
    private final Pods pods;
    private final WorkloadMeter meter = new WorkloadMeter(WINDOW);
    private String controlPlaneState = "";
    private int proxiesOnLastGood;

    /**
     * What to run.
     *
     * @param manifests what a person may edit
     * @param launcher the {@code mesh} script
     * @param length null = until stopped
     * @param tables whether tables are wanted on stdout
     * @param stopGrace how long control plane and proxies may take to end
     */
    record Config(
            Path manifests,
            Path dataDirectory,
            String launcher,
            @Nullable Duration length,
            boolean tables,
            Duration stopGrace) {}

    /** The demo could not be started, or did not get where it should; the message is for people. */
    static final class DemoFailed extends RuntimeException {
        private static final long serialVersionUID = 1;

        DemoFailed(String message) {
            super(message);
        }
    }

    Demo(Config config, PodHost host, Screen screen, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.config = config;
        this.host = host;
        this.screen = screen;
        where = host.controlPlane();
        manifests = new PodManifests(host.manifests(), host::accepts);
        Path logs = config.dataDirectory().resolve("logs");
        controlPlane = new KeptProcess(
                new KeptProcess.Spec(
                        "control plane",
                        where.command(config.launcher(), host.manifests(), config.dataDirectory()),
                        Map.of(),
                        logs.resolve("controller.log"),
                        where.ready(),
                        config.stopGrace()),
                loop,
                admin,
                screen::say,
                nanoTime);
        pods = new Pods(new RunningPod.Surroundings(
                host,
                logs,
                config.stopGrace(),
                new DemoApp(new Random(), nanoTime),
                loop,
                admin,
                screen::say,
                nanoTime));
    }

    /** Asks {@link #run} to end. Any thread, any number of times. */
    void requestStop() {
        stopRequested.complete(null);
    }

    /**
     * Runs to its end; whatever happens, no process is left.
     *
     * @throws DemoFailed when it could not be started
     */
    DemoReport run() throws InterruptedException, IOException {
        try {
            endOrphans();
            checkManifests();
            Files.createDirectories(config.dataDirectory().resolve("logs"));
            return startAndWatch();
        } finally {
            admin.close();
            loop.shutdownNow();
        }
    }

    /** What an earlier demo left that was killed together with its watchers: it would hold addresses, files and namespaces. */
    private void endOrphans() {
        List<ProcessHandle> orphans = Orphans.find();
        if (!orphans.isEmpty()) {
            orphans.forEach(ProcessHandle::destroyForcibly);
            screen.say("ended " + orphans.size() + " processes that an earlier run left behind");
            CompletableFuture<Void> ended = CompletableFuture.allOf(
                    orphans.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new));
            // One that nobody collects counts as running for ever.
            ended.completeOnTimeout(null, ORPHANS_END.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        }
    }

    private void checkManifests() throws IOException {
        boolean found = read();
        manifests.problems().forEach(problem -> screen.say("cannot read " + problem));
        SortedMap<String, PodPlan> wanted = manifests.pods();
        if (!found || wanted.isEmpty()) {
            throw new DemoFailed(
                    "nothing to run: no Pod in " + config.manifests() + " has " + host.acceptedAddresses());
        }
        String problem = Addresses.problem(where.listeners());
        if (problem != null) {
            throw new DemoFailed(problem + " Other ports for the control plane: --port, --policy-port, --admin-port.");
        }
        for (PodPlan pod : wanted.values()) {
            problem = host.problem(pod);
            if (problem != null) {
                throw new DemoFailed(problem);
            }
        }
    }

    private boolean read() throws IOException {
        host.refresh();
        boolean changed = manifests.refresh();
        if (changed) {
            host.resolve(manifests.services());
        }
        return changed;
    }

    private DemoReport startAndWatch() throws InterruptedException, IOException {
        try {
            return watch(start());
        } finally {
            screen.settle();
            screen.say("stopping …");
            pods.stop();
            controlPlane.stop().join();
        }
    }

    /** How long the starting took. */
    private record Started(Duration controlPlane, Duration proxies) {}

    private Started start() throws InterruptedException {
        screen.say("starting the control plane on " + where.apiAddress() + " …");
        controlPlane.start();
        Duration controlPlaneReady = await(controlPlane.firstReady(), "control plane", controlPlane.log());
        SortedMap<String, PodPlan> wanted = manifests.pods();
        screen.say("control plane ready after " + controlPlaneReady.toMillis() + " ms; starting " + wanted.size()
                + " proxies …");
        long proxiesStarted = nanoTime.getAsLong();
        pods.reconcile(wanted, proxiesStarted);
        Duration slowest =
                await(pods.proxiesReady(), "proxies", config.dataDirectory().resolve("logs"));
        Duration proxiesReady = Duration.ofNanos(nanoTime.getAsLong() - proxiesStarted);
        screen.say("proxies ready after " + proxiesReady.toMillis() + " ms, the slowest in " + slowest.toMillis()
                + " ms; starting the application …");
        pods.startContainers();
        return new Started(controlPlaneReady, proxiesReady);
    }

    private Duration await(CompletableFuture<Duration> ready, String what, Path log) throws InterruptedException {
        try {
            CompletableFuture.anyOf(ready, stopRequested).get(READY_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() instanceof CompletionException inner ? inner.getCause() : e.getCause();
            throw new DemoFailed(cause == null ? what + " failed" : String.valueOf(cause.getMessage()));
        } catch (TimeoutException e) {
            throw new DemoFailed(what + " not ready after " + READY_DEADLINE.toSeconds() + " s; see " + log);
        }
        if (!ready.isDone()) {
            throw new DemoFailed("stopped before the " + what + " was ready");
        }
        return ready.join();
    }

    private DemoReport watch(Started ready) throws InterruptedException, IOException {
        awaitTraffic();
        SortedMap<String, Counts> before = meter.totals();
        long started = nanoTime.getAsLong();
        Duration length = config.length();
        long end = length == null ? Long.MAX_VALUE : started + length.toNanos();
        long nextPlain = started + PLAIN_INTERVAL.toNanos();
        while (!stopsWithin(Math.min(TICK.toNanos(), end - nanoTime.getAsLong())) && nanoTime.getAsLong() < end) {
            follow();
            observe();
            if (config.tables() && (screen.redraws() || nanoTime.getAsLong() >= nextPlain)) {
                nextPlain += PLAIN_INTERVAL.toNanos();
                screen.show(DemoTable.render(lines()), remarks());
            }
        }
        observe();
        Duration measured = Duration.ofNanos(nanoTime.getAsLong() - started);
        SortedMap<String, Counts> counts = new TreeMap<>();
        meter.totals()
                .forEach((workload, total) ->
                        counts.put(workload, total.since(before.getOrDefault(workload, Counts.NONE))));
        Map<String, Boolean> serving = new HashMap<>();
        pods.all().forEach(pod -> serving.merge(pod.plan().workload(), pod.serves(), Boolean::logicalOr));
        return new DemoReport(measured, counts, serving, ready.controlPlane(), ready.proxies());
    }

    /** Lets the first requests pass, which load classes everywhere: counting begins when traffic has reached everybody. */
    private void awaitTraffic() throws InterruptedException {
        long deadline = nanoTime.getAsLong() + FIRST_TRAFFIC.toNanos();
        do {
            observe();
        } while (!reachesEverybody() && !stopsWithin(FIRST_LOOKS.toNanos()) && nanoTime.getAsLong() < deadline);
    }

    private boolean reachesEverybody() {
        SortedMap<String, Counts> totals = meter.totals();
        return pods.byWorkload().keySet().stream()
                .allMatch(workload -> totals.getOrDefault(workload, Counts.NONE).successes() > 0);
    }

    private boolean stopsWithin(long nanos) throws InterruptedException {
        try {
            stopRequested.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void follow() throws IOException, InterruptedException {
        if (read()) {
            manifests
                    .problems()
                    .forEach(problem -> screen.say("cannot read " + problem + "; its last good version runs on"));
        }
        long now = nanoTime.getAsLong();
        pods.reconcile(manifests.pods(), now);
        pods.tick(now);
    }

    private void observe() {
        CompletableFuture<AdminClient.Reply> ready = admin.get(where.ready());
        Map<RunningPod, CompletableFuture<AdminClient.Reply>> scrapes = new HashMap<>();
        pods.all().forEach(pod -> scrapes.put(pod, admin.get(pod.metrics())));
        List<WorkloadMeter.Observation> round = new ArrayList<>();
        proxiesOnLastGood = 0;
        scrapes.forEach((pod, scrape) -> {
            AdminClient.Reply reply = scrape.join();
            if (reply.status() == 200) {
                ProxyReading reading = ProxyReading.read(
                        reply.body(),
                        pod.serves() ? "inbound" : "outbound",
                        pod.plan().ports());
                proxiesOnLastGood += reading.controlPlaneAway() ? 1 : 0;
                round.add(new WorkloadMeter.Observation(pod.plan().workload(), pod.proxyId(), reading));
            }
        });
        meter.observe(nanoTime.getAsLong(), round);
        controlPlaneState = describe(ready.join());
    }

    private String describe(AdminClient.Reply ready) {
        KeptProcess.Status status = controlPlane.status();
        String answer = ready.body().strip().lines().findFirst().orElse("");
        return switch (status.state()) {
            case READY ->
                ready.status() == 200
                        ? (answer.contains("degraded") ? answer : "ready")
                        : ready.status() == 0 ? "does not answer" : "not ready: " + answer;
            case STARTING -> "starting";
            case AWAY -> "away (" + status.detail() + "), comes back in a second";
            case STOPPED -> "stopped";
        };
    }

    private List<DemoTable.Line> lines() {
        SortedMap<String, WorkloadMeter.Row> rows = meter.window();
        List<DemoTable.Line> lines = new ArrayList<>();
        Map<String, List<RunningPod>> byWorkload = pods.byWorkload();
        byWorkload.forEach((workload, members) -> {
            WorkloadMeter.Row row = rows.getOrDefault(workload, new WorkloadMeter.Row(workload, Counts.NONE, 0, 0));
            int ready = (int) members.stream()
                    .filter(pod -> pod.proxy().status().state() == KeptProcess.State.READY)
                    .count();
            lines.add(new DemoTable.Line(
                    workload, ready, members.size(), row.counts(), row.requestsPerSecond(), row.openConnections()));
        });
        rows.keySet().stream()
                .filter(workload -> !byWorkload.containsKey(workload))
                .toList()
                .forEach(meter::forget);
        return lines;
    }

    private List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        long pid = controlPlane.status().pid();
        remarks.add("control plane: process " + pid + ", " + controlPlaneState
                + (proxiesOnLastGood > 0 ? "; " + proxiesOnLastGood + " proxies go on with what they knew" : ""));
        remarks.add("manifests: " + config.manifests() + "   logs: "
                + config.dataDirectory().resolve("logs"));
        if (screen.redraws()) {
            remarks.add("");
            remarks.add("try: edit a manifest (remove an endpoint of voting.yaml, set REQUEST_RATE in vote-bot.yaml)");
            remarks.add("     kill -9 " + pid + "      (the control plane; traffic goes on)");
            host.hints(config.launcher()).forEach(hint -> remarks.add("     " + hint));
            remarks.add("end: Ctrl-C");
        }
        return remarks;
    }
}
