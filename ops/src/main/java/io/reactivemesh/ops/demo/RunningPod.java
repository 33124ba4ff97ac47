package io.reactivemesh.ops.demo;

import io.reactivemesh.ops.demo.app.DemoApp;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One pod: its proxy process and its containers. The proxy is first to start and last to end. Main thread only. */
final class RunningPod {
    private static final Duration CONTAINER_GRACE = Duration.ofSeconds(3);

    private PodPlan plan;
    private final Surroundings surroundings;
    private final KeptProcess proxy;
    private final List<AutoCloseable> inProcess = new ArrayList<>();
    private final List<KeptProcess> commands = new ArrayList<>();
    private boolean containersStarted;

    /**
     * What all pods share.
     *
     * @param launcher the {@code mesh} script
     * @param proxyGrace between SIGTERM and SIGKILL of a proxy
     */
    record Surroundings(
            String launcher,
            InetSocketAddress destination,
            InetSocketAddress policy,
            Path logs,
            Duration proxyGrace,
            DemoApp app,
            ScheduledExecutorService loop,
            AdminClient admin,
            Consumer<String> say,
            LongSupplier nanoTime) {}

    RunningPod(PodPlan plan, Surroundings surroundings) {
        this.plan = plan;
        this.surroundings = surroundings;
        proxy = keep(
                "proxy of " + plan.name(),
                List.of(surroundings.launcher(), "proxy"),
                ProxyEnvironment.of(plan, surroundings.destination(), surroundings.policy()),
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
            if (!container.command().isEmpty()) {
                Map<String, String> environment = new HashMap<>(PodReader.placement(plan, container));
                environment.putAll(container.environment());
                KeptProcess command = keep(
                        container.name() + " of " + plan.name(),
                        container.command(),
                        environment,
                        plan.name() + "-" + container.name() + ".log",
                        null,
                        CONTAINER_GRACE);
                commands.add(command);
                command.start();
            } else if (DemoApp.knows(container.image())) {
                startInProcess(container);
            } else {
                surroundings
                        .say()
                        .accept("not run here: container " + container.name() + " of " + plan.name() + " (image "
                                + container.image() + " has no command)");
            }
        }
    }

    private void startInProcess(PodPlan.Container container) {
        try {
            inProcess.add(surroundings
                    .app()
                    .start(
                            container.image(),
                            new DemoApp.Container(
                                    Addresses.ip(plan.ip()),
                                    container.ports().isEmpty()
                                            ? null
                                            : Addresses.at(
                                                    plan.ip(),
                                                    PodPlan.applicationPort(
                                                            container.ports().getFirst())),
                                    Addresses.at(plan.ip(), PodPlan.OUTBOUND_PORT),
                                    container.environment())));
        } catch (IOException | IllegalArgumentException e) {
            surroundings.say().accept("container " + container.name() + " of " + plan.name() + ": " + e.getMessage());
        }
    }

    /** Whether a changed Pod needs no other proxy process than this one. */
    boolean keepsProxyFor(PodPlan changed) {
        return plan.ip().equals(changed.ip())
                && ProxyEnvironment.of(plan, surroundings.destination(), surroundings.policy())
                        .equals(ProxyEnvironment.of(changed, surroundings.destination(), surroundings.policy()));
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
        CompletableFuture.allOf(commands.stream().map(KeptProcess::stop).toArray(CompletableFuture[]::new))
                .join();
        commands.clear();
    }

    /** Ends the proxy, which drains. Completes when its process is gone. */
    CompletableFuture<Void> stopProxy() {
        return proxy.stop();
    }

    private URI admin(String path) {
        return URI.create("http://" + plan.ip() + ":" + PodPlan.ADMIN_PORT + path);
    }

    private KeptProcess keep(
            String name,
            List<String> command,
            Map<String, String> environment,
            String log,
            @Nullable URI probe,
            Duration grace) {
        return new KeptProcess(
                new KeptProcess.Spec(
                        name, command, environment, surroundings.logs().resolve(log), probe, grace),
                surroundings.loop(),
                surroundings.admin(),
                surroundings.say(),
                surroundings.nanoTime());
    }
}
