package io.reactivemesh.proxy.control;

import static io.reactivemesh.proxy.control.ServerFixture.anyFrom;
import static io.reactivemesh.proxy.control.ServerFixture.detect;
import static io.reactivemesh.proxy.control.ServerFixture.opaque;
import static io.reactivemesh.proxy.control.ServerFixture.policy;
import static io.reactivemesh.proxy.control.ServerFixture.server;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.reactivemesh.proxy.ControlAddress;
import io.reactivemesh.proxy.NameSuffixes;
import io.reactivemesh.proxy.ProxyConfig;
import io.reactivemesh.proxy.ProxyConfig.Backoff;
import io.reactivemesh.proxy.ProxyConfig.Destinations;
import io.reactivemesh.proxy.ProxyConfig.StreamLimits;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.admin.ProxyMetrics;
import io.reactivemesh.wire.inbound.InboundServerPoliciesGrpc;
import io.reactivemesh.wire.inbound.PortSpec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Inbound policies over gRPC: what is asked, what is told, and what a refusal or nonsense becomes. */
class ServerPolicyWatchIT {

    private static final String WORKLOAD = "{\"ns\":\"ns\",\"pod\":\"p\"}";

    /** A call that a test answers. */
    private record Asked(PortSpec port, StreamObserver<io.reactivemesh.wire.inbound.Server> stream) {}

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Metrics metrics = new Metrics(ProxyMetrics.all(), System::nanoTime, Duration.ofMinutes(10));
    private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
    private final BlockingQueue<ServerPolicy> told = new LinkedBlockingQueue<>();
    private Server policies;
    private GrpcDiscovery discovery;

    @BeforeEach
    void start() throws Exception {
        policies = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new InboundServerPoliciesGrpc.InboundServerPoliciesImplBase() {
                    @Override
                    public void watchPort(PortSpec port, StreamObserver<io.reactivemesh.wire.inbound.Server> stream) {
                        asked.add(new Asked(port, stream));
                    }
                })
                .build()
                .start();
        ControlAddress address = new ControlAddress("127.0.0.1", policies.getPort(), null);
        discovery = new GrpcDiscovery(
                new Destinations(address, "", NameSuffixes.NONE, List.of(), Duration.ofMillis(500), StreamLimits.NONE),
                new ProxyConfig.Policy(address, WORKLOAD),
                WireFixture.service(metrics, "destination", address),
                WireFixture.service(metrics, "policy", address),
                WireFixture.channels(group.next()),
                new Backoff(Duration.ofMillis(10), Duration.ofSeconds(1), 0),
                new SplittableRandom(1));
    }

    @AfterEach
    void stop() throws Exception {
        discovery.close();
        policies.shutdownNow().awaitTermination();
        group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(20, TimeUnit.SECONDS);
        assertThat(next).as("within 20 s").isNotNull();
        return next;
    }

    @Test
    void aPortIsAskedForOnceWithTheWorkloadAndOnlyChangesAreTold() throws Exception {
        BlockingQueue<ServerPolicy> second = new LinkedBlockingQueue<>();
        try (Discovery.Subscription _ = discovery.watchServer(8080, Runnable::run, told::add);
                Discovery.Subscription _ = discovery.watchServer(8080, Runnable::run, second::add)) {
            Asked call = next(asked);
            assertThat(call.port())
                    .isEqualTo(PortSpec.newBuilder()
                            .setWorkload(WORKLOAD)
                            .setPort(8080)
                            .build());
            call.stream().onNext(server(detect()).build());
            call.stream().onNext(server(detect()).build());
            call.stream().onNext(server(opaque()).build());

            assertThat(List.of(next(told), next(told)))
                    .containsExactly(policy(server(detect())), policy(server(opaque())));
            assertThat(List.of(next(second), next(second))).hasSize(2);
            assertThat(told).isEmpty();
            assertThat(asked).isEmpty();
        }
    }

    @Test
    void aStreamThatBreaksIsAskedForAgainAndWhatItSaidHolds() throws Exception {
        try (Discovery.Subscription _ = discovery.watchServer(8080, Runnable::run, told::add)) {
            Asked call = next(asked);
            call.stream().onNext(server(detect()).build());
            call.stream().onError(Status.UNAVAILABLE.asRuntimeException());
            Asked again = next(asked);
            again.stream().onNext(server(detect()).build());
            again.stream().onNext(server(opaque()).build());

            assertThat(List.of(next(told), next(told)))
                    .containsExactly(policy(server(detect())), policy(server(opaque())));
        }
    }

    @Test
    void aLookupThatIsRefusedIsNotRepeatedAndTellsNothing() throws Exception {
        try (Discovery.Subscription _ = discovery.watchServer(8080, Runnable::run, told::add);
                Discovery.Subscription _ = discovery.watchServer(9090, Runnable::run, told::add)) {
            Asked first = next(asked);
            Asked second = next(asked);
            first.stream().onError(Status.INVALID_ARGUMENT.asRuntimeException());
            second.stream().onError(Status.UNAVAILABLE.asRuntimeException());

            assertThat(next(asked).port()).isEqualTo(second.port());
            assertThat(asked).isEmpty();
            assertThat(told).isEmpty();
        }
    }

    @Test
    void whatMakesNoSenseLetsNobodyInUntilItIsCorrected() throws Exception {
        try (Discovery.Subscription _ = discovery.watchServer(8080, Runnable::run, told::add)) {
            Asked call = next(asked);
            call.stream().onNext(server(opaque()).clearProtocol().build());
            call.stream().onNext(server(opaque(), anyFrom("0.0.0.0/0")).build());

            ServerPolicy invalid = next(told);
            assertThat(invalid.server()).isEqualTo(ResourceRef.named("invalid"));
            assertThat(invalid.authorizations()).isEmpty();
            assertThat(next(told)).isEqualTo(policy(server(opaque(), anyFrom("0.0.0.0/0"))));
        }
    }
}
