package io.reactivemesh.actors;

import io.grpc.ManagedChannel;
import io.reactivemesh.actors.translate.DocumentSource;
import io.reactivemesh.discovery.grpc.DiscoveryObserver;
import io.reactivemesh.discovery.grpc.DiscoveryServer;
import io.reactivemesh.discovery.grpc.DiscoveryServices;
import java.time.Duration;

/** A node that serves discovery on loopback, and one connection to it. */
public record ServedNode(MeshNode node, DiscoveryServer server, ManagedChannel channel) implements AutoCloseable {
    /** Starts it; the source is closed with the node. */
    public static ServedNode start(MeshNodeConfig config, DocumentSource source) {
        MeshNode node = MeshNode.start(config, source);
        DiscoveryServices services = new DiscoveryServices(
                config.discovery().clusterDomain(),
                node.endpoints(),
                node.profiles(),
                node.history(),
                DiscoveryObserver.NONE);
        DiscoveryServer server = DiscoveryServer.bind(services, "127.0.0.1", 0, node.system())
                .toCompletableFuture()
                .join();
        return new ServedNode(node, server, DiscoveryClient.connect(server.address()));
    }

    /** Completes all streams, and stops. */
    @Override
    public void close() {
        server.drain(Duration.ofSeconds(5)).toCompletableFuture().join();
        node.close();
        channel.shutdownNow();
    }
}
