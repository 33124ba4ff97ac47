package io.reactivemesh.ops.controller;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.reactivemesh.discovery.grpc.DiscoveryServer;
import io.reactivemesh.discovery.grpc.DiscoveryServices;
import io.reactivemesh.discovery.grpc.PolicyServices;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running control-plane node: the state, the discovery services and the admin server, on one actor system. Any thread. */
public final class Controller implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Controller.class);
    /** A node that does not become ready has the more to tell. */
    private static final Duration METRICS_AFTER = Duration.ofSeconds(5);

    private static final Duration BIND_DEADLINE = Duration.ofSeconds(10);

    private final ControllerConfig.Listen listen;
    private final ControllerNode node;
    private final ControllerMetrics metrics;
    private final boolean ofKubernetes;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private @Nullable DiscoveryServer discovery;
    private @Nullable DiscoveryServer policy;
    private @Nullable AdminServer admin;
    private volatile boolean draining;
    private boolean closed;

    private Controller(
            ControllerConfig.Listen listen, ControllerNode node, ControllerMetrics metrics, boolean ofKubernetes) {
        this.listen = listen;
        this.node = node;
        this.metrics = metrics;
        this.ofKubernetes = ofKubernetes;
    }

    /**
     * Starts a node on its source, and its servers.
     *
     * @param in read to its end when the source is standard input
     * @param environment variables of the process: where a pod finds its API server, and everybody else the kubeconfig file
     * @throws IllegalStateException naming the address that can't be bound
     * @throws IllegalArgumentException naming what of the way to the Kubernetes API can't be used
     */
    public static Controller start(ControllerConfig config, InputStream in, Map<String, String> environment) {
        ControllerMetrics metrics = new ControllerMetrics();
        EntityNode node = EntityNode.start(config, in, environment, metrics);
        boolean ofKubernetes = config.source() instanceof SourceChoice.Kubernetes;
        return start(
                new Controller(config.listen(), node, metrics, ofKubernetes),
                config.translation().clusterDomain());
    }

    /**
     * Starts the servers of a node. They listen when this returns; readiness comes when {@link #ready} does.
     *
     * @throws IllegalStateException naming the address that can't be bound; the node is then closed
     */
    static Controller start(ControllerConfig.Listen listen, ControllerNode node) {
        return start(new Controller(listen, node, new ControllerMetrics(), false), "cluster.local");
    }

    private static Controller start(Controller controller, String clusterDomain) {
        try {
            controller.bind(clusterDomain);
            return controller;
        } catch (IllegalStateException e) {
            controller.close();
            throw e;
        }
    }

    private void bind(String clusterDomain) {
        DiscoveryServices services = new DiscoveryServices(
                clusterDomain, node.endpoints(), node.profiles(), node.history(), metrics.streams());
        CompletionStage<AdminServer> adminBound =
                AdminServer.bind(listen.bind(), listen.adminPort(), this::health, metrics::scrape, node.system());
        CompletionStage<DiscoveryServer> discoveryBound =
                DiscoveryServer.bind(services, listen.bind(), listen.port(), node.system());
        CompletionStage<DiscoveryServer> policyBound = DiscoveryServer.bind(
                new PolicyServices(clusterDomain, node.policies(), metrics.streams()),
                listen.bind(),
                listen.policyPort(),
                node.system());
        admin = bound(adminBound, listen.bind(), listen.adminPort(), "--admin-port");
        discovery = bound(discoveryBound, listen.bind(), listen.port(), "--port");
        policy = bound(policyBound, listen.bind(), listen.policyPort(), "--policy-port");
        CompletableFuture<Void> enough =
                new CompletableFuture<Void>().completeOnTimeout(null, METRICS_AFTER.toMillis(), TimeUnit.MILLISECONDS);
        CompletableFuture.anyOf(node.ready().toCompletableFuture(), enough).thenRunAsync(this::expose);
    }

    private static <T> T bound(CompletionStage<T> stage, String host, int port, String option) {
        try {
            return stage.toCompletableFuture().get(BIND_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e.getCause() != null ? e.getCause() : e;
            throw new IllegalStateException(
                    "can't listen on " + host + ":" + port + ": " + cause.getMessage() + "; " + option
                            + " sets another port, --bind another address",
                    cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting to listen on " + host + ":" + port, e);
        }
    }

    /** Where the discovery services listen. */
    public InetSocketAddress discoveryAddress() {
        return listening(discovery).address();
    }

    /** Where the policy services listen. */
    public InetSocketAddress policyAddress() {
        return listening(policy).address();
    }

    /** Where liveness, readiness and metrics are served. */
    public InetSocketAddress adminAddress() {
        return listening(admin).address();
    }

    /** Completes when proxies may be sent here. */
    public CompletionStage<Void> ready() {
        return node.ready().thenAccept(_ -> {});
    }

    /** What does not work although the node is ready; null = all works. */
    public @Nullable String degraded() {
        return node.health().degraded();
    }

    /** Completes when everything has ended, whoever asked for it. */
    public CompletionStage<Void> whenStopped() {
        return stopped;
    }

    /**
     * Ends in order: says that it is not ready, ends every stream with OK, leaves the source, writes out the log, and ends. Blocks until
     * then; idempotent.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        draining = true;
        LOG.atInfo().log("draining");
        List<CompletableFuture<?>> drained = Stream.of(discovery, policy)
                .filter(Objects::nonNull)
                .<CompletableFuture<?>>map(
                        server -> server.drain(listen.drainDeadline()).toCompletableFuture())
                .toList();
        within(
                listen.drainDeadline().plusSeconds(1),
                CompletableFuture.allOf(drained.toArray(CompletableFuture<?>[]::new)));
        if (admin != null) {
            within(Duration.ofSeconds(1), admin.close(Duration.ofMillis(500)));
        }
        metrics.close();
        node.close();
        LOG.atInfo().log("stopped");
        stopped.complete(null);
    }

    private NodeHealth health() {
        NodeHealth health = node.health();
        return draining ? health.withNotReady("draining") : health;
    }

    private void expose() {
        try {
            metrics.expose(metricsConfig(), this::health, ofKubernetes);
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("metrics are not available");
        }
    }

    private static Config metricsConfig() {
        return ConfigFactory.load("controller-metrics");
    }

    private static <T> T listening(@Nullable T server) {
        if (server == null) {
            throw new IllegalStateException("not started");
        }
        return server;
    }

    private static void within(Duration deadline, CompletionStage<?> stage) {
        try {
            stage.toCompletableFuture().get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.atWarn().addKeyValue(LogKeys.REASON, e).log("not drained in time; going on");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
