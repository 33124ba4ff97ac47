package io.reactivemesh.proxy.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.reactivemesh.proxy.Proxy;
import io.reactivemesh.proxy.ProxyConfig;
import io.reactivemesh.proxy.Telemetry;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.admin.ProxyMetrics;
import io.reactivemesh.proxy.control.ControlChannels;
import io.reactivemesh.proxy.transport.Sockets;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A whole data path on loopback sockets, real event loops and real meters, with a fake control plane. Closing it checks that no
 * buffer has leaked.
 */
public final class RunningProxy implements AutoCloseable {

    private static final AtomicInteger LEAKS = new AtomicInteger();

    static {
        ByteBufUtil.setLeakListener((_, _) -> LEAKS.incrementAndGet());
    }

    private final FakeDiscovery discovery;
    private final Metrics metrics = new Metrics(ProxyMetrics.all(), System::nanoTime, Duration.ofMinutes(10));
    private final ByteArrayOutputStream standardError = new ByteArrayOutputStream();
    private final EventLoopGroup control = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final Telemetry telemetry;
    private final Proxy proxy;
    private volatile @Nullable InetSocketAddress redirectTo;

    private RunningProxy(FakeDiscovery discovery, Map<String, String> settings, boolean epoll) {
        this.discovery = discovery;
        Map<String, String> environment = new HashMap<>();
        environment.put("LINKERD2_PROXY_OUTBOUND_LISTEN_ADDRS", "127.0.0.1:0");
        environment.put("LINKERD2_PROXY_INBOUND_LISTEN_ADDR", "127.0.0.1:0");
        environment.put("LINKERD2_PROXY_DESTINATION_SVC_ADDR", "localhost.:8086");
        environment.put("LINKERD2_PROXY_INBOUND_DEFAULT_POLICY", "all-unauthenticated");
        environment.put("MESH_PROXY_IDENTITY_DISABLED", "true");
        environment.putAll(settings);
        Sockets sockets = epoll ? Sockets.open(1) : Sockets.open(1, false);
        ProxyConfig config = ProxyConfig.parse(environment, 1);
        ControlChannels channels = new ControlChannels(control.next(), true, Duration.ofSeconds(1), config.dns());
        this.telemetry = Telemetry.open(config, metrics, standardError, channels);
        this.proxy = new Proxy(config, metrics, discovery, telemetry, sockets, _ -> redirectTo);
        proxy.start();
    }

    /**
     * Starts a proxy.
     *
     * @param settings environment variables on top of those that make it run here
     */
    public static RunningProxy start(FakeDiscovery discovery, Map<String, String> settings) {
        return new RunningProxy(discovery, settings, true);
    }

    /** Starts a proxy on the portable transport. */
    public static RunningProxy startOnNio(FakeDiscovery discovery, Map<String, String> settings) {
        return new RunningProxy(discovery, settings, false);
    }

    /** Makes connections from now on look redirected: this is where they were going. */
    public RunningProxy redirect(InetSocketAddress original) {
        redirectTo = original;
        return this;
    }

    /** A client of the outbound listener. */
    public Wire outbound() {
        return Wire.connect(proxy.boundAddresses().outbound().getFirst());
    }

    /** A client of the inbound listener: number 0 is the proxy's own port, then the bindings. */
    public Wire inbound(int number) {
        return Wire.connect(proxy.boundAddresses().inbound().get(number));
    }

    /** The same, from another address of this machine. */
    public Wire inbound(int number, InetAddress from) {
        return Wire.connect(proxy.boundAddresses().inbound().get(number), from);
    }

    /** The control plane. */
    public FakeDiscovery discovery() {
        return discovery;
    }

    /** The proxy itself. */
    public Proxy proxy() {
        return proxy;
    }

    /** The value of the one series of that family whose labels contain all of these; 0 when there is none. */
    public double metric(String family, String... labels) {
        return exposition()
                .lines()
                .filter(line -> line.startsWith(family + "{") || line.startsWith(family + " "))
                .filter(line -> java.util.Arrays.stream(labels).allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** What the proxy has written to standard error so far, line by line. */
    public List<String> standardError() {
        return standardError.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** All meters, as a scraper would see them. */
    public String exposition() {
        StringBuilder exposition = new StringBuilder();
        metrics.expose(exposition);
        return exposition.toString();
    }

    /** Waits for a condition, five seconds at most. */
    public static void eventually(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Override
    public void close() {
        boolean _ = proxy.drain(Duration.ZERO);
        telemetry.close();
        var _ = control.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        assertThat(leaks()).as("leaked buffers").isZero();
    }

    /** Leaks show when a later buffer is tracked after the lost one was collected. */
    static int leaks() {
        for (int i = 0; i < 2; i++) {
            System.gc();
            ByteBuf probe = PooledByteBufAllocator.DEFAULT.directBuffer(16);
            boolean _ = probe.release();
        }
        return LEAKS.get();
    }
}
