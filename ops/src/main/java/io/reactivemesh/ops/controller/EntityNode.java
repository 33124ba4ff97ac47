package io.reactivemesh.ops.controller;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.reactivemesh.actors.MeshNode;
import io.reactivemesh.actors.MeshNodeConfig;
import io.reactivemesh.actors.MeshNodeStatus;
import io.reactivemesh.actors.source.ManifestSource;
import io.reactivemesh.actors.translate.DocumentSource;
import io.reactivemesh.actors.translate.TranslationConfig;
import io.reactivemesh.discovery.port.EndpointSource;
import io.reactivemesh.discovery.port.HistorySource;
import io.reactivemesh.discovery.port.ProfileSource;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.IntSupplier;
import org.apache.pekko.actor.typed.ActorSystem;

/** A node whose state is in entities, fed by manifests. */
final class EntityNode implements ControllerNode {
    private final MeshNode node;
    private final ObservedSource source;
    private final IntSupplier quarantined;
    private final CompletionStage<?> ready;

    private EntityNode(MeshNode node, ObservedSource source, IntSupplier quarantined) {
        this.node = node;
        this.source = source;
        this.quarantined = quarantined;
        this.ready = source.listed().thenCompose(_ -> node.applied());
    }

    /**
     * Starts entities and source.
     *
     * @param in read to its end when the source is {@code -}
     */
    static EntityNode start(ControllerConfig config, InputStream in) {
        TranslationConfig translation = new TranslationConfig(
                config.controlPlaneNamespace(),
                config.trustDomain(),
                config.clusterDomain(),
                TranslationConfig.DEFAULT.defaultOpaquePorts(),
                true);
        Path data = config.dataDirectory();
        DocumentSource manifests;
        IntSupplier quarantined;
        if (config.source().equals("-")) {
            manifests = ManifestSource.stream("standard input", in, translation);
            quarantined = () -> 0;
        } else {
            ManifestSource watched = ManifestSource.watched(
                    Path.of(config.source()), translation, data == null ? null : data.resolve("manifests"));
            manifests = watched;
            quarantined = () -> watched.quarantined().size();
        }
        ObservedSource source = new ObservedSource(manifests);
        return new EntityNode(MeshNode.start(nodeConfig(config), source), source, quarantined);
    }

    private static MeshNodeConfig nodeConfig(ControllerConfig config) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("reactive-mesh.discovery.cluster-domain", config.clusterDomain());
        Path data = config.dataDirectory();
        if (data == null) {
            settings.put("reactive-mesh.journal.kind", "none");
        } else {
            settings.put("reactive-mesh.journal.kind", "file");
            settings.put("reactive-mesh.journal.directory", data.toString());
        }
        Config own = ConfigFactory.parseMap(settings);
        return MeshNodeConfig.of(own.withFallback(MeshNodeConfig.defaults()));
    }

    @Override
    public EndpointSource endpoints() {
        return node.endpoints();
    }

    @Override
    public ProfileSource profiles() {
        return node.profiles();
    }

    @Override
    public HistorySource history() {
        return node.history();
    }

    @Override
    public NodeHealth health() {
        MeshNodeStatus status = node.status();
        String reasons = String.join("; ", status.reasons());
        boolean waiting = status.readiness() == MeshNodeStatus.Readiness.WAITING_FOR_SOURCE;
        boolean degraded = status.readiness() == MeshNodeStatus.Readiness.DEGRADED;
        return new NodeHealth(
                waiting ? reasons : null,
                degraded ? reasons : null,
                source.documents(),
                quarantined.getAsInt(),
                status.unrecordedChanges(),
                status.journalFailures());
    }

    @Override
    public CompletionStage<?> ready() {
        return ready;
    }

    @Override
    public ActorSystem<?> system() {
        return node.system();
    }

    @Override
    public void close() {
        node.close();
    }
}
