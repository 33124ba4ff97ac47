package io.reactivemesh.actors.answers;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.reactivemesh.actors.MeshNode;
import io.reactivemesh.actors.TestNodes;
import io.reactivemesh.actors.source.TextSource;
import io.reactivemesh.actors.translate.TranslationConfig;
import io.reactivemesh.discovery.grpc.DiscoveryObserver;
import io.reactivemesh.discovery.grpc.DiscoveryServer;
import io.reactivemesh.discovery.grpc.DiscoveryServices;
import java.util.HashMap;
import java.util.Map;

/** A whole control plane, from the text of manifests to the socket, that serves one row after the other. */
final class Answering implements AutoCloseable {
    private final TextSource source;
    private final MeshNode node;
    private final ManagedChannel channel;

    /**
     * Starts one.
     *
     * @param settings keys below {@code reactive-mesh.discovery}; {@code identity}, {@code control-plane-namespace} and
     *     {@code trust-domain} are for the translation
     */
    Answering(Map<String, Object> settings) {
        Map<String, Object> keys = new HashMap<>();
        keys.put("reactive-mesh.journal.kind", "none");
        settings.forEach((key, value) -> {
            if (!Translation.KEYS.contains(key)) {
                keys.put("reactive-mesh.discovery." + key, value);
            }
        });
        String clusterDomain =
                String.valueOf(settings.getOrDefault("cluster-domain", TranslationConfig.DEFAULT.clusterDomain()));
        this.source = new TextSource(Translation.config(settings, clusterDomain));
        this.node = MeshNode.start(TestNodes.with(keys), source);
        DiscoveryServices services = new DiscoveryServices(
                clusterDomain, node.endpoints(), node.profiles(), node.history(), DiscoveryObserver.NONE);
        DiscoveryServer server = DiscoveryServer.bind(services, "127.0.0.1", 0, node.system())
                .toCompletableFuture()
                .join();
        this.channel =
                NettyChannelBuilder.forAddress(server.address()).usePlaintext().build();
    }

    private static final class Translation {
        private static final java.util.Set<String> KEYS =
                java.util.Set.of("identity", "control-plane-namespace", "trust-domain");

        private Translation() {}

        private static TranslationConfig config(Map<String, Object> settings, String clusterDomain) {
            TranslationConfig usual = TranslationConfig.DEFAULT;
            return new TranslationConfig(
                    String.valueOf(settings.getOrDefault("control-plane-namespace", usual.controlPlaneNamespace())),
                    String.valueOf(settings.getOrDefault("trust-domain", usual.trustDomain())),
                    clusterDomain,
                    usual.defaultOpaquePorts(),
                    (Boolean) settings.getOrDefault("identity", usual.identity()));
        }
    }

    TextSource source() {
        return source;
    }

    /** Makes this the whole world, and returns when that is live. */
    void world(String manifests) {
        source.save(manifests);
        node.applied().toCompletableFuture().join();
    }

    AnswerStream ask(Row.Call call) {
        return new AnswerStream(channel, call);
    }

    @Override
    public void close() {
        channel.shutdownNow();
        node.close();
    }
}
