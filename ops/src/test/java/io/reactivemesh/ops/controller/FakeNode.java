package io.reactivemesh.ops.controller;

import com.typesafe.config.ConfigFactory;
import io.reactivemesh.actors.MeshNodeConfig;
import io.reactivemesh.discovery.model.EndpointSet;
import io.reactivemesh.discovery.model.Revision;
import io.reactivemesh.discovery.model.outbound.OutboundPolicy;
import io.reactivemesh.discovery.port.EndpointSource;
import io.reactivemesh.discovery.port.HistorySource;
import io.reactivemesh.discovery.port.ProfileSource;
import io.reactivemesh.discovery.port.Resolution;
import io.reactivemesh.discovery.port.RoutePolicySource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.javadsl.Source;

/** A node that knows one Service without endpoints, and is as healthy as the test says. */
final class FakeNode implements ControllerNode {
    final CompletableFuture<Void> ready = new CompletableFuture<>();
    volatile NodeHealth health = new NodeHealth("the source has not listed yet", null, NodeHealth.Counts.NONE);
    private final ActorSystem<Void> system = ActorSystem.create(
            Behaviors.empty(),
            "fake-node",
            ConfigFactory.parseString("pekko.actor.provider = local").withFallback(MeshNodeConfig.defaults()));

    @Override
    public EndpointSource endpoints() {
        Resolution<EndpointSet> empty = new Resolution.Found<>(EndpointSet.of(Map.of(), List.of()), new Revision(1, 0));
        return _ -> Source.single(empty).concat(Source.maybe());
    }

    @Override
    public ProfileSource profiles() {
        return _ -> Source.never();
    }

    @Override
    public RoutePolicySource policies() {
        return _ -> Source.<Resolution<OutboundPolicy>>single(new Resolution.NotFound<>("no Service"))
                .concat(Source.maybe());
    }

    @Override
    public HistorySource history() {
        return (_, _, _) -> Source.empty();
    }

    @Override
    public NodeHealth health() {
        return health;
    }

    @Override
    public CompletionStage<?> ready() {
        return ready;
    }

    @Override
    public ActorSystem<?> system() {
        return system;
    }

    @Override
    public void close() {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
    }
}
