package io.reactivemesh.actors;

import io.reactivemesh.actors.address.AddressEntity;
import io.reactivemesh.actors.address.AddressModel;
import io.reactivemesh.actors.entity.Entity;
import io.reactivemesh.actors.entity.Feed;
import io.reactivemesh.actors.hub.Hubs;
import io.reactivemesh.actors.hub.PropagationObserver;
import io.reactivemesh.actors.hub.ShardedEndpointSource;
import io.reactivemesh.actors.hub.ShardedPolicySource;
import io.reactivemesh.actors.hub.ShardedProfileSource;
import io.reactivemesh.actors.journal.Document;
import io.reactivemesh.actors.journal.Journal;
import io.reactivemesh.actors.journal.JournalHistory;
import io.reactivemesh.actors.journal.JournalStatus;
import io.reactivemesh.actors.service.ServiceEntity;
import io.reactivemesh.actors.service.ServiceModel;
import io.reactivemesh.actors.translate.Batch;
import io.reactivemesh.actors.translate.DocumentSource;
import io.reactivemesh.actors.workload.WorkloadEntity;
import io.reactivemesh.actors.workload.WorkloadModel;
import io.reactivemesh.discovery.port.EndpointSource;
import io.reactivemesh.discovery.port.HistorySource;
import io.reactivemesh.discovery.port.ProfileSource;
import io.reactivemesh.discovery.port.RoutePolicySource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A control-plane node without its network services: takes what a source says, and answers what discovery asks. Started whole, closed once;
 * any thread.
 */
public final class MeshNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MeshNode.class);
    private static final Map<HistorySource.Kind, EntityTypeKey<Entity.Command>> TYPES = Map.of(
            HistorySource.Kind.SERVICE, ServiceEntity.TYPE,
            HistorySource.Kind.WORKLOAD, WorkloadEntity.TYPE,
            HistorySource.Kind.ADDRESS, AddressEntity.TYPE);

    private final MeshNodeConfig config;
    private final DocumentSource source;
    private final ActorSystem<Guardian.Command> system;
    private final Clock clock;
    private final Journal journal;
    private final Hubs hubs;
    private final ActorRef<Feed.Command> feed;
    private volatile boolean listed;
    private volatile boolean overdue;
    private boolean closed;

    private MeshNode(MeshNodeConfig config, DocumentSource source, Clock clock, PropagationObserver observer) {
        this.config = config;
        this.source = source;
        this.clock = clock;
        this.system = ActorSystem.create(Guardian.create(), "reactive-mesh", config.forPekko());
        Cluster cluster = Cluster.get(system);
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        boolean recording = !(config.journal() instanceof JournalChoice.Nowhere);
        this.journal = recording ? Journal.open(system, config.retention()) : Journal.none();
        ClusterSharding sharding = ClusterSharding.get(system);
        this.feed = system.systemActorOf(
                Feed.create((key, command) -> tell(sharding, key, command), MeshNode::absent, config.timing(), clock),
                "feed",
                org.apache.pekko.actor.typed.Props.empty());
        this.hubs = new Hubs(
                behavior -> system.tell(new Guardian.Spawn(behavior)),
                (key, command) -> tell(sharding, key, command),
                config.timing(),
                observer);
        Entity.Surroundings around = new Entity.Surroundings(journal, feed, clock, config.timing());
        ServiceEntity.init(sharding, around);
        WorkloadEntity.init(sharding, around);
        AddressEntity.init(sharding, around);
    }

    /**
     * Starts a node. Returns when the log can be asked, or when it is clear that it can't; what the source says arrives later.
     *
     * @param source owned by the node from now on, which starts and closes it
     */
    public static MeshNode start(MeshNodeConfig config, DocumentSource source) {
        return start(config, source, Clock.systemUTC(), PropagationObserver.NONE);
    }

    /**
     * As {@link #start(MeshNodeConfig, DocumentSource)}.
     *
     * @param clock for the times in the log
     * @param observer told how far changes have come
     */
    public static MeshNode start(
            MeshNodeConfig config, DocumentSource source, Clock clock, PropagationObserver observer) {
        MeshNode node = new MeshNode(config, source, clock, observer);
        node.journal.known().thenAccept(keys -> node.feed.tell(new Feed.Logged(keys)));
        within(config.openDeadline(), node.journal.tried());
        node.system
                .scheduler()
                .scheduleOnce(config.timing().source(), node::sourceOverdue, node.system.executionContext());
        source.start(batch -> {
            Instant seen = batch.seen();
            node.deliver(batch, seen == null ? clock.instant() : seen);
        });
        return node;
    }

    public EndpointSource endpoints() {
        return new ShardedEndpointSource(hubs, config.discovery());
    }

    public ProfileSource profiles() {
        return new ShardedProfileSource(hubs, config.discovery());
    }

    public RoutePolicySource policies() {
        return new ShardedPolicySource(hubs, config.policy());
    }

    public HistorySource history() {
        return journal.configured() ? new JournalHistory(system) : JournalHistory.none();
    }

    /** The system to run network services in; closed with the node. */
    public ActorSystem<?> system() {
        return system;
    }

    public MeshNodeStatus status() {
        JournalStatus log = journal.status();
        List<String> reasons = new ArrayList<>();
        if (!listed) {
            reasons.add(overdue ? "the source has not listed in time" : "the source has not listed yet");
        }
        String trouble = log.degraded();
        if (trouble != null) {
            reasons.add(trouble);
        }
        MeshNodeStatus.Readiness readiness = !listed
                ? MeshNodeStatus.Readiness.WAITING_FOR_SOURCE
                : trouble == null ? MeshNodeStatus.Readiness.READY : MeshNodeStatus.Readiness.DEGRADED;
        Instant oldest = log.oldest();
        Duration lag = oldest == null ? Duration.ZERO : Duration.between(oldest, clock.instant());
        return new MeshNodeStatus(
                readiness, reasons, log.unrecorded(), lag, log.failures(), log.openLogs(), hubs.size());
    }

    /** Completes when everything that the source has said so far is live; what is recorded may lag behind that. */
    public CompletionStage<Done> applied() {
        return AskPattern.ask(feed, Feed.AwaitApplied::new, Duration.ofMinutes(1), system.scheduler());
    }

    /** Completes when everything that is live is in the log too. */
    public CompletionStage<Done> drained() {
        return journal.drained();
    }

    /** Stops the source, gives the log time to take what is left, and ends; idempotent. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        source.close();
        within(config.drainDeadline(), applied().thenCompose(_ -> journal.drained()));
        int lost = journal.status().unrecorded();
        if (lost > 0) {
            LOG.atWarn().addKeyValue("changes", lost).log("stopping with changes that could not be recorded");
        }
        system.terminate();
        within(Duration.ofSeconds(10), system.getWhenTerminated());
    }

    private void deliver(Batch batch, Instant at) {
        Map<String, String> zones = batch.zoneByNode();
        if (zones != null) {
            hubs.zones(zones);
        }
        List<Document> documents = new ArrayList<>();
        documents.addAll(batch.services());
        documents.addAll(batch.workloads());
        documents.addAll(batch.addresses());
        feed.tell(new Feed.Deliver(List.copyOf(documents), batch.origin(), batch.complete(), batch.undecided(), at));
        if (batch.complete() && !listed) {
            applied().thenRun(() -> listed = true);
        }
    }

    private void sourceOverdue() {
        overdue = true;
        hubs.losePatience();
    }

    private static void tell(ClusterSharding sharding, HistorySource.Key key, Entity.Command command) {
        sharding.entityRefFor(TYPES.get(key.kind()), key.id()).tell(command);
    }

    private static Document absent(HistorySource.Key key) {
        return switch (key.kind()) {
            case SERVICE -> new ServiceModel().absent(key.id());
            case WORKLOAD -> new WorkloadModel().absent(key.id());
            case ADDRESS -> new AddressModel().absent(key.id());
        };
    }

    private static void within(Duration deadline, CompletionStage<?> stage) {
        try {
            stage.toCompletableFuture().get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.atDebug().setCause(e).log("not done in time; going on");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The root of what a node starts while it runs. */
    private static final class Guardian {
        private Guardian() {}

        private sealed interface Command {}

        private record Spawn(org.apache.pekko.actor.typed.Behavior<?> behavior) implements Command {}

        static org.apache.pekko.actor.typed.Behavior<Command> create() {
            return Behaviors.receive((context, command) -> switch (command) {
                case Spawn(var behavior) -> {
                    context.spawnAnonymous(behavior);
                    yield Behaviors.same();
                }
            });
        }
    }
}
