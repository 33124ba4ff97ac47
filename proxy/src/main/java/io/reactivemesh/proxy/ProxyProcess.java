package io.reactivemesh.proxy;

import io.reactivemesh.proxy.admin.AdminRoutes;
import io.reactivemesh.proxy.admin.AdminServer;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.admin.ProcessMeters;
import io.reactivemesh.proxy.admin.ProxyMetrics;
import io.reactivemesh.proxy.control.ControlChannels;
import io.reactivemesh.proxy.control.ControlMetrics;
import io.reactivemesh.proxy.control.Discovery;
import io.reactivemesh.proxy.control.GrpcDiscovery;
import io.reactivemesh.proxy.log.LogFilter;
import io.reactivemesh.proxy.log.ProxyLogging;
import io.reactivemesh.proxy.transport.RedirectionProbe;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running sidecar: what is started, in which order, and what ends it.
 *
 * <p>SIGTERM and SIGINT reach it as a shutdown hook. The hook drains and then halts with code 0, because a virtual
 * machine that a signal has ended would report the signal. {@code POST /shutdown} ends it the same way.
 */
final class ProxyProcess {

    private static final Logger LOG = LoggerFactory.getLogger(ProxyProcess.class);

    private final ProxyConfig config;
    private final AuxiliaryLoop auxiliary;
    private final Metrics metrics;
    private final Discovery discovery;
    private final Telemetry telemetry;
    private final Proxy proxy;
    private @Nullable AdminServer admin;
    private final AtomicBoolean ready = new AtomicBoolean();
    private final AtomicBoolean draining = new AtomicBoolean();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    private ProxyProcess(ProxyConfig config, AuxiliaryLoop auxiliary) {
        this.config = config;
        this.auxiliary = auxiliary;
        this.metrics = new Metrics(
                ProxyMetrics.all(), System::nanoTime, config.lifecycle().metricsRetainIdle());
        ControlChannels channels = new ControlChannels(
                auxiliary.loop(), auxiliary.epoll(), config.outbound().connectTimeout(), config.dns());
        this.discovery = discovery(channels);
        this.telemetry = Telemetry.open(config, metrics, new FileOutputStream(FileDescriptor.err), channels);
        this.proxy = new Proxy(config, metrics, discovery, telemetry);
    }

    /**
     * Starts a sidecar.
     *
     * @throws IOException when a listener can't be bound
     */
    static ProxyProcess start(ProxyConfig config, Map<String, String> environment) throws IOException {
        ProxyProcess process = new ProxyProcess(config, AuxiliaryLoop.open());
        process.serve(environment);
        Runtime.getRuntime().addShutdownHook(new Thread(process::signalled, "shutdown"));
        return process;
    }

    private void serve(Map<String, String> environment) throws IOException {
        ProcessMeters.register(metrics, Clock.systemUTC(), version());
        try {
            proxy.start();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        AdminServer listening = AdminServer.listen(
                config.listeners().admin(),
                auxiliary.loop(),
                auxiliary.epoll(),
                routes(environment),
                metrics,
                config.inboundPolicy().defaultPolicy().text(),
                System::nanoTime);
        admin = listening;
        announce(listening.address(), proxy.boundAddresses());
        ready.set(true);
        if (auxiliary.epoll()) {
            RedirectionCheck.run(
                    config.listeners(), metrics, loopback -> RedirectionProbe.mayRedirect(auxiliary.loop(), loopback));
        }
    }

    private Discovery discovery(ControlChannels channels) {
        ProxyConfig.@Nullable Policy policy = config.policy();
        return new GrpcDiscovery(
                config.destinations(),
                policy,
                service("destination", config.destinations().address()),
                policy == null ? null : service("policy", policy.address()),
                channels,
                config.outbound().connectBackoff(),
                RandomGenerator.getDefault());
    }

    private GrpcDiscovery.Service service(String client, ControlAddress address) {
        return new GrpcDiscovery.Service(address, new ControlMetrics(metrics, client, address, System::nanoTime));
    }

    private AdminRoutes routes(Map<String, String> environment) {
        ProxyLogging logging = ProxyLogging.installed();
        AdminRoutes.@Nullable LogControl logControl = config.logging().isOff()
                ? null
                : new AdminRoutes.LogControl(
                        () -> logging.filter().toString(),
                        directives -> logging.filter(LogFilter.parse(directives)),
                        (directives, lines) -> logging.read(LogFilter.parse(directives), lines));
        @Nullable Runnable shutdown = config.lifecycle().shutdownEndpoint() ? asked::countDown : null;
        return new AdminRoutes(metrics, ready::get, logControl, environment, shutdown);
    }

    private void announce(InetSocketAddress admin, Proxy.BoundAddresses bound) {
        config.warnings().forEach(LOG::warn);
        Unbuilt.notices(config).forEach(LOG::warn);
        LOG.info("Admin interface on {}", admin);
        bound.inbound().forEach(address -> LOG.info("Inbound interface on {}", address));
        bound.outbound().forEach(address -> LOG.info("Outbound interface on {}", address));
        LOG.info("Tap DISABLED");
        LOG.info("Destinations resolved via {}", config.destinations().address());
    }

    /** Where the data path listens. */
    Proxy.BoundAddresses addresses() {
        return proxy.boundAddresses();
    }

    /** Where the admin server listens. */
    InetSocketAddress admin() {
        return Objects.requireNonNull(admin).address();
    }

    /** Asks for the end, and blocks until the drain is over. */
    void end() {
        asked.countDown();
        awaitEnd();
    }

    /** Blocks until somebody has asked for the end and the drain is over. */
    void awaitEnd() {
        try {
            asked.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        drain();
    }

    private void signalled() {
        asked.countDown();
        drain();
        Runtime.getRuntime().halt(0);
    }

    /** Drains once; whoever comes second waits for the first. */
    private void drain() {
        if (draining.compareAndSet(false, true)) {
            Duration grace = config.lifecycle().shutdownGracePeriod();
            LOG.info("Draining for at most {} s", grace.toSeconds());
            if (!proxy.drain(grace)) {
                LOG.warn("Grace period over, closing what is still open");
            }
            telemetry.close();
            discovery.close();
            auxiliary.close();
            ended.countDown();
            return;
        }
        try {
            ended.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static String version() {
        return Optional.ofNullable(ProxyProcess.class.getPackage().getImplementationVersion())
                .orElse("dev");
    }
}
