package io.reactivemesh.ops.controller;

import io.reactivemesh.actors.MeshNode;
import io.reactivemesh.actors.MeshNodeStatus;
import io.reactivemesh.actors.kube.KubernetesSource;
import io.reactivemesh.actors.source.ManifestSource;
import io.reactivemesh.actors.translate.DanglingReference;
import io.reactivemesh.actors.translate.DocumentSource;
import io.reactivemesh.actors.translate.Fact.RouteFact.Mention;
import io.reactivemesh.discovery.port.EndpointSource;
import io.reactivemesh.discovery.port.HistorySource;
import io.reactivemesh.discovery.port.ProfileSource;
import io.reactivemesh.discovery.port.RoutePolicySource;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;

/** A node whose state is in entities, fed by the Kubernetes API or by manifests. */
final class EntityNode implements ControllerNode {
    private final MeshNode node;
    private final ObservedSource source;
    private final Feeding feeding;
    private final CompletionStage<?> ready;

    /**
     * What a source says of itself.
     *
     * @param quarantined objects that are refused now
     * @param dangling what routes name and is not there
     * @param reasons why it has not listed, or what it can't read; empty = all is well
     */
    private record Feeding(
            DocumentSource source,
            IntSupplier quarantined,
            Supplier<Set<DanglingReference>> dangling,
            Supplier<List<String>> reasons) {}

    private EntityNode(MeshNode node, ObservedSource source, Feeding feeding) {
        this.node = node;
        this.source = source;
        this.feeding = feeding;
        this.ready = source.listed().thenCompose(_ -> node.applied());
    }

    /**
     * Starts entities and source.
     *
     * @param in read to its end when the source is standard input
     * @param environment variables of the process
     * @throws IllegalArgumentException naming what of the way to the Kubernetes API can't be used
     */
    static EntityNode start(
            ControllerConfig config, InputStream in, Map<String, String> environment, ControllerMetrics metrics) {
        Feeding feeding = feeding(config, in, environment, metrics);
        ObservedSource source = new ObservedSource(feeding.source());
        MeshNode node = MeshNode.start(config.node(), source, Clock.systemUTC(), metrics.propagation());
        return new EntityNode(node, source, feeding);
    }

    private static Feeding feeding(
            ControllerConfig config, InputStream in, Map<String, String> environment, ControllerMetrics metrics) {
        return switch (config.source()) {
            case SourceChoice.StandardInput _ ->
                new Feeding(
                        ManifestSource.stream("standard input", in, config.translation()), () -> 0, Set::of, List::of);
            case SourceChoice.Manifests(Path path) -> {
                Path data = config.dataDirectory();
                ManifestSource watched = ManifestSource.watched(
                        path, config.translation(), data == null ? null : data.resolve("manifests"));
                yield new Feeding(watched, () -> watched.quarantined().size(), watched::dangling, List::of);
            }
            case SourceChoice.Kubernetes way -> {
                KubernetesSource kubernetes = KubernetesSource.of(
                        KubernetesWay.of(way, environment),
                        config.kubernetes(),
                        config.translation(),
                        metrics.source());
                yield new Feeding(
                        kubernetes,
                        () -> kubernetes.quarantined().size(),
                        kubernetes::dangling,
                        () -> kubernetes.status().reasons());
            }
        };
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
    public RoutePolicySource policies() {
        return node.policies();
    }

    @Override
    public HistorySource history() {
        return node.history();
    }

    @Override
    public NodeHealth health() {
        MeshNodeStatus status = node.status();
        List<String> reasons = new ArrayList<>(status.reasons());
        reasons.addAll(feeding.reasons().get());
        String words = String.join("; ", reasons);
        Set<DanglingReference> dangling = feeding.dangling().get();
        long backends = dangling.stream()
                .filter(each -> each.role() == Mention.Role.BACKEND)
                .count();
        boolean waiting = status.readiness() == MeshNodeStatus.Readiness.WAITING_FOR_SOURCE;
        return new NodeHealth(
                waiting ? words : null,
                waiting || reasons.isEmpty() ? null : words,
                new NodeHealth.Counts(
                        source.documents(),
                        feeding.quarantined().getAsInt(),
                        dangling.size() - backends,
                        backends,
                        status.hubs(),
                        status.readiness() != MeshNodeStatus.Readiness.DEGRADED,
                        status.unrecordedChanges(),
                        status.journalLag(),
                        status.journalFailures()));
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
