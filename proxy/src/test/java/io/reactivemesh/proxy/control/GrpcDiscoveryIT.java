package io.reactivemesh.proxy.control;

import static io.reactivemesh.proxy.control.WireFixture.add;
import static io.reactivemesh.proxy.control.WireFixture.address;
import static io.reactivemesh.proxy.control.WireFixture.noEndpoints;
import static io.reactivemesh.proxy.control.WireFixture.remove;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.reactivemesh.proxy.ControlAddress;
import io.reactivemesh.proxy.NameSuffixes;
import io.reactivemesh.proxy.ProxyConfig;
import io.reactivemesh.proxy.ProxyConfig.Backoff;
import io.reactivemesh.proxy.ProxyConfig.Destinations;
import io.reactivemesh.proxy.ProxyConfig.StreamLimits;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.admin.ProxyMetrics;
import io.reactivemesh.wire.destination.DestinationProfile;
import io.reactivemesh.wire.destination.GetDestination;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client against a real gRPC server on loopback that is stopped and started. */
class GrpcDiscoveryIT {

    private static final String WEB = "web.ns.svc.cluster.local:80";

    private final Metrics metrics = new Metrics(ProxyMetrics.all(), System::nanoTime, Duration.ofMinutes(10));
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(
            1, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    private final BlockingQueue<EndpointFold.Diff> told = new LinkedBlockingQueue<>();
    private FakeDestination server;
    private GrpcDiscovery discovery;

    @BeforeEach
    void start() throws IOException {
        server = new FakeDestination();
        server.endpoints(WEB, add(1, 2));
        discovery = discovery(new ControlAddress("127.0.0.1", server.port(), null));
    }

    @AfterEach
    void stop() throws InterruptedException {
        discovery.close();
        server.kill();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    void tellsTheFirstSetThenDifferences() throws InterruptedException {
        watch(WEB);
        assertThat(addresses(next())).containsExactly(address(1), address(2));

        server.sendToAll(add(3));
        server.sendToAll(remove(1));

        assertThat(addresses(next())).containsExactly(address(3));
        assertThat(next().removed()).containsExactly(address(1));
    }

    @Test
    void theFirstMessageOfACallIsItsResponse() throws InterruptedException {
        watch(WEB);
        next();
        server.sendToAll(add(3));
        next();

        StringBuilder exposition = new StringBuilder();
        metrics.expose(exposition);
        assertThat(exposition.toString().lines())
                .anyMatch(line -> line.startsWith("control_response_latency_ms_count{addr=\"127.0.0.1:" + server.port())
                        && line.endsWith("status_code=\"200\"} 1"));
    }

    @Test
    void tellsThatThereAreNone() throws InterruptedException {
        server.endpoints("none.test:80", noEndpoints(true));

        watch("none.test:80");

        assertThat(next()).isEqualTo(new EndpointFold.Diff(List.of(), List.of(), true));
    }

    @Test
    void sendsPathAndContextToken() throws InterruptedException {
        watch(WEB);
        next();

        assertThat(server.requests())
                .containsExactly(GetDestination.newBuilder()
                        .setPath(WEB)
                        .setContextToken("{\"ns\":\"ns\"}\n")
                        .build());
    }

    @Test
    void watchersOfOneNameShareAStreamUntilTheLastLeaves() throws InterruptedException {
        Discovery.Subscription first = watch(WEB);
        next();
        Discovery.Subscription second = watch(WEB);
        assertThat(addresses(next())).containsExactly(address(1), address(2));
        assertThat(server.requests()).hasSize(1);

        first.close();
        server.sendToAll(add(3));
        assertThat(addresses(next())).containsExactly(address(3));
        second.close();

        await("stream closed", () -> server.openStreams() == 0);
    }

    @Test
    void anEndedStreamIsOpenedAgainWithTheOldSetKept() throws InterruptedException {
        watch(WEB);
        next();
        server.endpoints(WEB, add(2, 3));

        server.endAll();

        EndpointFold.Diff diff = next();
        assertThat(addresses(diff)).containsExactly(address(3));
        assertThat(diff.removed()).containsExactly(address(1));
    }

    @Test
    void anEndpointRemovedWhileTheControlPlaneWasDeadIsGoneWithinTwoSecondsOfItsReturn()
            throws IOException, InterruptedException {
        watch(WEB);
        next();
        int port = server.port();
        server.kill();
        await("loss shown", () -> metric("mesh_control_connected{client=\"destination\"} 0"));
        // Long enough for several attempts to fail, so that the wait between them has reached its longest.
        assertThat(told.poll(3500, TimeUnit.MILLISECONDS)).isNull();
        server.endpoints(WEB, add(2));

        server.restart(port);
        EndpointFold.Diff diff = told.poll(2, TimeUnit.SECONDS);

        assertThat(diff).isEqualTo(new EndpointFold.Diff(List.of(), List.of(address(1)), true));
        assertThat(metric("mesh_control_connected{client=\"destination\"} 1")).isTrue();
        assertThat(metric("mesh_control_reconnects_total{client=\"destination\"} 1"))
                .isTrue();
        assertThat(metric("mesh_control_stale_seconds{client=\"destination\"} 0"))
                .isTrue();
    }

    @Test
    void aLookupMadeWhileTheControlPlaneIsDeadIsAnsweredOnItsReturn() throws IOException, InterruptedException {
        int port = server.port();
        server.kill();

        watch(WEB);
        assertThat(told.poll(300, TimeUnit.MILLISECONDS)).isNull();
        server.restart(port);

        assertThat(addresses(next())).containsExactly(address(1), address(2));
    }

    @Test
    void tellsProfilesAndRefusals() throws InterruptedException {
        server.profile(
                WEB, DestinationProfile.newBuilder().setOpaqueProtocol(true).build());
        BlockingQueue<ProfileUpdate> profiles = new LinkedBlockingQueue<>();

        var allowed = discovery.watchProfile(WEB, Runnable::run, profiles::add);
        assertThat(profiles.poll(5, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        ProfileUpdate.Profile.class,
                        profile -> assertThat(profile.opaque()).isTrue());
        var refused = discovery.watchProfile("x.svc.cluster.local:80", Runnable::run, profiles::add);
        assertThat(profiles.poll(5, TimeUnit.SECONDS)).isEqualTo(new ProfileUpdate.None());
        int asked = server.requests().size();
        var notAllowed = discovery.watchProfile("example.com:80", Runnable::run, profiles::add);
        assertThat(profiles.poll(5, TimeUnit.SECONDS)).isEqualTo(new ProfileUpdate.None());
        assertThat(server.requests()).hasSize(asked);

        allowed.close();
        refused.close();
        notAllowed.close();
    }

    @Test
    void callbacksRunOnTheGivenExecutor() throws InterruptedException {
        ConcurrentSkipListSet<String> threads = new ConcurrentSkipListSet<>();

        try (var subscription = discovery.watchEndpoints(
                WEB,
                task -> Thread.ofPlatform().name("given").start(task),
                (added, removed, exists) -> threads.add(Thread.currentThread().getName()))) {
            await("told", () -> !threads.isEmpty());
            assertThat(subscription).isNotNull();
        }

        assertThat(threads).containsExactly("given");
    }

    private GrpcDiscovery discovery(ControlAddress address) {
        Destinations config = new Destinations(
                address,
                "{\"ns\":\"ns\"}\n",
                NameSuffixes.parse("svc.cluster.local"),
                List.of(),
                Duration.ofMillis(500),
                StreamLimits.NONE);
        return new GrpcDiscovery(
                config,
                null,
                WireFixture.service(metrics, "destination", address),
                null,
                new ControlChannels(
                        group.next(), Epoll.isAvailable(), Duration.ofSeconds(1), new ProxyConfig.Dns(null, null)),
                new Backoff(Duration.ofMillis(100), Duration.ofSeconds(60), 0.1),
                new SplittableRandom(1));
    }

    private Discovery.Subscription watch(String authority) {
        return discovery.watchEndpoints(
                authority,
                Runnable::run,
                (added, removed, exists) -> told.add(new EndpointFold.Diff(added, removed, exists)));
    }

    private EndpointFold.Diff next() throws InterruptedException {
        EndpointFold.Diff diff = told.poll(10, TimeUnit.SECONDS);
        assertThat(diff).as("an update within 10 s").isNotNull();
        return diff;
    }

    private boolean metric(String line) {
        StringBuilder out = new StringBuilder();
        metrics.expose(out);
        return out.toString().contains(line + "\n");
    }

    private static List<InetSocketAddress> addresses(EndpointFold.Diff diff) {
        return diff.addedOrChanged().stream().map(ProxyEndpoint::address).toList();
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
