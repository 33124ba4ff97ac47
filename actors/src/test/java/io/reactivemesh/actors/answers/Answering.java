package io.reactivemesh.actors.answers;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.reactivemesh.actors.MeshNode;
import io.reactivemesh.actors.MeshNodeConfig;
import io.reactivemesh.actors.TestNodes;
import io.reactivemesh.actors.service.DiscoverySettings;
import io.reactivemesh.actors.source.TextSource;
import io.reactivemesh.actors.translate.TranslationConfig;
import io.reactivemesh.discovery.grpc.DiscoveryObserver;
import io.reactivemesh.discovery.grpc.DiscoveryServer;
import io.reactivemesh.discovery.grpc.DiscoveryServices;
import io.reactivemesh.discovery.grpc.PolicyServices;
import io.reactivemesh.discovery.grpc.Served;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A whole control plane, from the text of manifests to the socket, that serves one row after the other. */
final class Answering implements AutoCloseable {
    private static final Set<String> TRANSLATION_KEYS = Set.of("identity", "control-plane-namespace", "trust-domain");

    private final TextSource source;
    private final MeshNode node;
    private final ManagedChannel channel;
    private final ManagedChannel policies;

    /**
     * Starts one.
     *
     * @param settings keys below {@code reactive-mesh.discovery}, {@code policy.} and a key below that, or of the translation
     */
    Answering(Map<String, Object> settings) {
        Map<String, Object> keys = new HashMap<>();
        keys.put("reactive-mesh.journal.kind", "none");
        settings.forEach((key, value) -> {
            if (!TRANSLATION_KEYS.contains(key)) {
                keys.put("reactive-mesh." + (key.startsWith("policy.") ? key : "discovery." + key), value);
            }
        });
        MeshNodeConfig config = TestNodes.with(keys);
        this.source = new TextSource(translation(settings, config.discovery()));
        this.node = MeshNode.start(config, source);
        DiscoveryServices services = new DiscoveryServices(
                config.discovery().clusterDomain(),
                node.endpoints(),
                node.profiles(),
                node.history(),
                DiscoveryObserver.NONE);
        this.channel = serve(services);
        this.policies =
                serve(new PolicyServices(config.discovery().clusterDomain(), node.policies(), DiscoveryObserver.NONE));
    }

    private ManagedChannel serve(Served services) {
        DiscoveryServer server = DiscoveryServer.bind(services, "127.0.0.1", 0, node.system())
                .toCompletableFuture()
                .join();
        return NettyChannelBuilder.forAddress(server.address()).usePlaintext().build();
    }

    private static TranslationConfig translation(Map<String, Object> settings, DiscoverySettings discovery) {
        TranslationConfig usual = TranslationConfig.DEFAULT;
        return new TranslationConfig(
                String.valueOf(settings.getOrDefault("control-plane-namespace", usual.controlPlaneNamespace())),
                String.valueOf(settings.getOrDefault("trust-domain", usual.trustDomain())),
                discovery.clusterDomain(),
                discovery.defaultOpaquePorts(),
                (Boolean) settings.getOrDefault("identity", usual.identity()));
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
        return new AnswerStream(channel, policies, call);
    }

    @Override
    public void close() {
        channel.shutdownNow();
        policies.shutdownNow();
        node.close();
    }
}
