package io.reactivemesh.discovery.grpc;

import com.typesafe.config.ConfigFactory;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.reactivemesh.discovery.model.EndpointSet;
import io.reactivemesh.discovery.model.ServiceProfile;
import io.reactivemesh.discovery.model.outbound.OutboundPolicy;
import io.reactivemesh.discovery.port.EndpointSource.EndpointQuery;
import io.reactivemesh.discovery.port.HistorySource;
import io.reactivemesh.discovery.port.ProfileSource.ProfileQuery;
import io.reactivemesh.discovery.port.RoutePolicySource.PolicyQuery;
import java.time.Duration;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.testkit.javadsl.TestKit;

/** The real server on a free port of the loopback, over ports that the test answers for, and a grpc-java client. */
final class ServedDiscovery implements AutoCloseable {
    final FakeWatch<EndpointQuery, EndpointSet> endpoints = new FakeWatch<>();
    final FakeWatch<ProfileQuery, ServiceProfile> profiles = new FakeWatch<>();
    final FakeWatch<PolicyQuery, OutboundPolicy> policies = new FakeWatch<>();
    final ManagedChannel channel;
    final ManagedChannel policyChannel;
    final DiscoveryServer server;
    final DiscoveryServer policyServer;
    private final ActorSystem system;

    ServedDiscovery(HistorySource history) {
        this(history, DiscoveryObserver.NONE);
    }

    ServedDiscovery(HistorySource history, DiscoveryObserver observer) {
        system = ActorSystem.create("served", ConfigFactory.load());
        DiscoveryServices services =
                new DiscoveryServices("cluster.local", endpoints::watch, profiles::watch, history, observer);
        server = DiscoveryServer.bind(services, "127.0.0.1", 0, system)
                .toCompletableFuture()
                .join();
        policyServer = DiscoveryServer.bind(
                        new PolicyServices("cluster.local", policies::watch, observer), "127.0.0.1", 0, system)
                .toCompletableFuture()
                .join();
        channel =
                NettyChannelBuilder.forAddress(server.address()).usePlaintext().build();
        policyChannel = NettyChannelBuilder.forAddress(policyServer.address())
                .usePlaintext()
                .build();
    }

    @Override
    public void close() {
        channel.shutdownNow();
        policyChannel.shutdownNow();
        server.drain(Duration.ofSeconds(1)).toCompletableFuture().join();
        policyServer.drain(Duration.ofSeconds(1)).toCompletableFuture().join();
        TestKit.shutdownActorSystem(system);
    }
}
