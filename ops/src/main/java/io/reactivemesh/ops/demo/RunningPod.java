package io.reactivemesh.ops.demo;

import io.reactivemesh.ops.demo.app.DemoApp;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One pod: its place, its proxy process and its containers. The proxy is first to start and last to end. Main thread only. */
final class RunningPod {
    private static final Duration CONTAINER_GRACE = Duration.ofSeconds(3);

    private PodPlan plan;
    private final Sandbox sandbox;
    private final Surroundings surroundings;
    private final KeptProcess proxy;
    private final List<AutoCloseable> inProcess = new ArrayList<>();
    private final List<KeptProcess> processes = new ArrayList<>();
    private boolean containersStarted;

    /**
     * What all pods share.
     *
     * @param proxyGrace between SIGTERM and SIGKILL of a proxy
     */
    record Surroundings(
            PodHost host,
            Path logs,
            Duration proxyGrace,
            DemoApp app,
            ScheduledExecutorService loop,
            AdminClient admin,
            Consumer<String> say,
            LongSupplier nanoTime) {}

    /** Takes its place; nothing is started yet. */
    RunningPod(PodPlan plan, Surroundings surroundings) throws PodHost.NoRoom, InterruptedException {
        this.plan = plan;
        this.surroundings = surroundings;
        sandbox = surroundings.host().open(plan);
        proxy = keep(
                "proxy of " + plan.name(),
                sandbox.proxy(plan),
                plan.name() + "-proxy.log",
                admin("/ready"),
                surroundings.proxyGrace());
    }

    PodPlan plan() {
        return plan;
    }

    KeptProcess proxy() {
        return proxy;
    }

    /** Where its proxy's metrics are. */
    URI metrics() {
        return admin("/metrics");
    }

    /** Names the proxy process for those who add up its counters. */
    String proxyId() {
        return plan.id() + "/" + proxy.status().pid();
    }

    /** Whether it serves anybody; its numbers are then those of the inbound side. */
    boolean serves() {
        return !plan.ports().isEmpty();
    }

    void startProxy() {
        proxy.start();
    }

    boolean containersStarted() {
        return containersStarted;
    }

    /** Starts the containers; one that cannot be started is reported, and the others run. */
    void startContainers() {
        containersStarted = true;
        for (PodPlan.Container container : plan.containers()) {
            if (container.command().isEmpty() && !DemoApp.knows(container.image())) {
                surroundings
                        .say()
                        .accept("not run here: container " + container.name() + " of " + plan.name() + " (image "
                                + container.image() + " has no command)");
                continue;
            }
            switch (sandbox.container(plan, container)) {
                case Launch launch -> startProcess(container, launch);
                case Sandbox.InProcess(DemoApp.Container where) -> startInProcess(container, where);
            }
        }
    }

    private void startProcess(PodPlan.Container container, Launch launch) {
        KeptProcess process = keep(
                container.name() + " of " + plan.name(),
                launch,
                plan.name() + "-" + container.name() + ".log",
                null,
                CONTAINER_GRACE);
        processes.add(process);
        process.start();
    }

    private void startInProcess(PodPlan.Container container, DemoApp.Container where) {
        try {
            inProcess.add(surroundings.app().start(container.image(), where));
        } catch (IOException | IllegalArgumentException e) {
            surroundings.say().accept("container " + container.name() + " of " + plan.name() + ": " + e.getMessage());
        }
    }

    /** Whether a changed Pod needs no other proxy process than this one. */
    boolean keepsProxyFor(PodPlan changed) {
        return plan.ip().equals(changed.ip()) && sandbox.proxy(plan).equals(sandbox.proxy(changed));
    }

    /** Takes over a changed Pod: its containers start again, its proxy goes on. */
    void replaceContainers(PodPlan changed) {
        stopContainers();
        plan = changed;
        startContainers();
    }

    /** Ends the containers, so that nothing new is sent. */
    void stopContainers() {
        inProcess.forEach(part -> {
            try {
                part.close();
            } catch (Exception e) {
                surroundings.say().accept("container of " + plan.name() + " did not end well: " + e);
            }
        });
        inProcess.clear();
        CompletableFuture.allOf(processes.stream().map(KeptProcess::stop).toArray(CompletableFuture[]::new))
                .join();
        processes.clear();
    }

    /** Ends the proxy, which drains. Completes when its process is gone. */
    CompletableFuture<Void> stopProxy() {
        return proxy.stop();
    }

    /** Gives its place up, when everything has been ended. */
    void leave() {
        sandbox.close();
    }

    private URI admin(String path) {
        return URI.create("http://" + plan.ip() + ":" + PodPlan.ADMIN_PORT + path);
    }

    private KeptProcess keep(String name, Launch launch, String log, @Nullable URI probe, Duration grace) {
        return new KeptProcess(
                new KeptProcess.Spec(
                        name,
                        launch.command(),
                        launch.environment(),
                        surroundings.logs().resolve(log),
                        probe,
                        grace),
                surroundings.loop(),
                surroundings.admin(),
                surroundings.say(),
                surroundings.nanoTime());
    }
}
