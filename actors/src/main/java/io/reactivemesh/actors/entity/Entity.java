package io.reactivemesh.actors.entity;

import io.reactivemesh.actors.journal.Document;
import io.reactivemesh.actors.journal.Event;
import io.reactivemesh.actors.journal.Journal;
import io.reactivemesh.actors.journal.Kept;
import io.reactivemesh.actors.journal.Model;
import io.reactivemesh.actors.journal.Recorded;
import io.reactivemesh.actors.journal.Recorder;
import io.reactivemesh.discovery.model.Revision;
import io.reactivemesh.discovery.port.HistorySource;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ChildFailed;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.jspecify.annotations.Nullable;

/**
 * Holds the state of one key: decides what an observation changes, publishes the new state at once, and has it recorded beside that.
 * Its first state is what the log adds up to, asked for with a deadline. It asks the feed what the source says when it starts, so one that
 * crashed or moved is soon right again. Its revisions never go back: each incarnation has a later epoch, taken from the clock and from the
 * log, whichever is later.
 */
public final class Entity<D extends Document> extends AbstractBehavior<Entity.Command> {
    /** What an entity is told. */
    public sealed interface Command {}

    /**
     * Tells what the key should be.
     *
     * @param origin where that was seen, in words
     * @param at when that was seen
     * @param replyTo is told {@link Feed.Applied}
     */
    public record Observe(Document document, String origin, Instant at, long sequence, ActorRef<Feed.Command> replyTo)
            implements Command {}

    /** Asks for the newest state, now and whenever it changes. Idempotent. */
    public record Watch(ActorRef<Published> hub) implements Command {}

    /** Ends {@link Watch}. */
    public record Unwatch(ActorRef<Published> hub) implements Command {}

    /** The shard's permission to stop. */
    public record Stop() implements Command {}

    private record FromRecorder(Recorder.Reply reply) implements Command {}

    private record RecoveryOverdue() implements Command {}

    private record HubGone(ActorRef<Published> hub) implements Command {}

    private record AskAgain() implements Command {}

    private record OpenLog() implements Command {}

    private record MyTurn() implements Command {}

    private record IdleCheck() implements Command {}

    private record Flush() implements Command {}

    /**
     * What a hub is told.
     *
     * @param known false = neither the log nor the source has said anything about the key yet
     * @param seen when the source saw the change that this tells of; null = it tells of none, only how things are
     * @param entity who says it
     */
    public record Published(
            Document document,
            Revision revision,
            boolean known,
            @Nullable Instant seen,
            ActorRef<Command> entity) {}

    /** What all entities of a node share. */
    public record Surroundings(Journal journal, ActorRef<Feed.Command> feed, Clock clock, Timing timing) {}

    private static final Flush FLUSH = new Flush();

    private final Model<D> model;
    private final HistorySource.Key key;
    private final Surroundings around;
    private final ActorRef<ClusterSharding.ShardCommand> shard;
    private final TimerScheduler<Command> timers;
    private final Set<ActorRef<Published>> watchers = new LinkedHashSet<>();
    private final EntityLog<D> log;
    private Revision lastRecorded = Kept.NEVER;
    private boolean started;
    private boolean known;
    private boolean observed;
    private @Nullable Observe early;
    private D state;
    private Revision revision;

    private Entity(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            Model<D> model,
            String id,
            Surroundings around,
            ActorRef<ClusterSharding.ShardCommand> shard) {
        super(context);
        this.timers = timers;
        this.model = model;
        this.key = new HistorySource.Key(model.kind(), id);
        this.around = around;
        this.shard = shard;
        this.state = model.absent(id);
        this.revision = new Revision(around.clock().millis(), 0);
        timers.startTimerWithFixedDelay(new IdleCheck(), around.timing().passivation());
        timers.startTimerWithFixedDelay(new AskAgain(), around.timing().retry());
        timers.startSingleTimer(new RecoveryOverdue(), around.timing().recovery());
        this.log = new EntityLog<>(
                context,
                model,
                key,
                around,
                context.messageAdapter(Recorder.Reply.class, FromRecorder::new),
                new MyTurn());
    }

    /** An entity of the key that the model's kind and {@code id} make. */
    public static <D extends Document> Behavior<Command> create(
            Model<D> model, String id, Surroundings around, ActorRef<ClusterSharding.ShardCommand> shard) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            Entity<D> entity = new Entity<>(context, timers, model, id, around, shard);
            entity.askSource();
            return entity.onOpenLog();
        }));
    }

    /** Registers a kind of entity with the node's sharding. */
    public static <D extends Document> void init(
            ClusterSharding sharding, EntityTypeKey<Command> type, Model<D> model, Surroundings around) {
        var _ = sharding.init(org.apache.pekko.cluster.sharding.typed.javadsl.Entity.of(
                        type, context -> create(model, context.getEntityId(), around, context.getShard()))
                .withStopMessage(new Stop()));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onAnyMessage(this::onMessage)
                .onSignal(ChildFailed.class, this::onRecorderFailed)
                .onSignal(PostStop.class, this::onStopped)
                .build();
    }

    private Behavior<Command> onMessage(Command command) {
        return switch (command) {
            case Observe observe -> onObserve(observe);
            case Watch watch -> onWatch(watch.hub());
            case Unwatch unwatch -> onUnwatch(unwatch.hub());
            case HubGone gone -> onUnwatch(gone.hub());
            case FromRecorder(Recorder.Recovered(Kept kept)) -> onRecovered(kept);
            case FromRecorder(Recorder.Unreadable(Throwable cause)) -> onLogFailed(cause);
            case FromRecorder(Recorder.Written(Revision upTo)) -> onWritten(upTo);
            case RecoveryOverdue _ -> start();
            case AskAgain _ -> onAskAgain();
            case OpenLog _ -> onOpenLog();
            case MyTurn _ -> onMyTurn();
            case IdleCheck _ -> onIdleCheck();
            case Flush _ -> onFlush();
            case Stop _ -> Behaviors.stopped();
        };
    }

    private Behavior<Command> onObserve(Observe observe) {
        if (!started) {
            early = observe;
            return this;
        }
        D document = model.type().cast(observe.document());
        List<Event> events = model.decide(state, document, observe.origin());
        boolean news = !events.isEmpty() || !known;
        known = true;
        observed = true;
        if (!events.isEmpty()) {
            apply(events);
            record(events, observe.at(), observe.origin());
        } else {
            // The same, and others hold it already: what was read from the log need not be kept beside it.
            state = document;
        }
        if (news) {
            publish(observe.at());
        }
        observe.replyTo().tell(new Feed.Applied(key, observe.sequence()));
        if (!events.isEmpty() && !timers.isTimerActive(FLUSH)) {
            timers.startSingleTimer(FLUSH, around.timing().recordAfter());
        }
        return this;
    }

    private Behavior<Command> onFlush() {
        log.flush();
        return this;
    }

    private void apply(List<Event> events) {
        revision = new Revision(revision.epoch(), revision.number() + 1);
        state = model.next(state, events);
    }

    private void publish(@Nullable Instant seen) {
        Published published =
                new Published(state, revision, known, seen, getContext().getSelf());
        watchers.forEach(hub -> hub.tell(published));
    }

    private void record(List<Event> events, Instant at, String origin) {
        if (around.journal().configured()) {
            log.add(recorded(events, at, origin), state);
        }
    }

    private List<Recorded> recorded(List<Event> events, Instant at, String origin) {
        return events.stream()
                .map(event -> new Recorded(revision, at, origin, event))
                .toList();
    }

    private Behavior<Command> onMyTurn() {
        log.turn();
        return this;
    }

    private Behavior<Command> onWatch(ActorRef<Published> hub) {
        if (watchers.add(hub)) {
            getContext().watchWith(hub, new HubGone(hub));
        }
        if (started) {
            hub.tell(new Published(state, revision, known, null, getContext().getSelf()));
        }
        return this;
    }

    private Behavior<Command> onUnwatch(ActorRef<Published> hub) {
        if (watchers.remove(hub)) {
            getContext().unwatch(hub);
        }
        return this;
    }

    private Behavior<Command> onRecovered(Kept kept) {
        log.recovered(kept.revision());
        if (!observed) {
            state = model.type().cast(kept.document());
            // What the log knows as gone may have come back while nobody looked: only the source can tell.
            known = state.exists();
            lastRecorded = kept.revision();
            laterThan(kept.revision());
            log.proceed();
            return begin();
        }
        if (kept.revision().equals(lastRecorded) || log.leadsOnFrom(kept.revision())) {
            log.has(kept.revision());
        } else {
            // The log was not there when this incarnation began: what it missed is the difference.
            List<Event> missed = model.decide(model.type().cast(kept.document()), state, "seen while the log was away");
            if (laterThan(kept.revision())) {
                publish(null);
            }
            log.replace(recorded(missed, around.clock().instant(), "seen while the log was away"));
        }
        lastRecorded = kept.revision();
        log.proceed();
        return this;
    }

    /** Moves to a new epoch if the log already has this one or a later one. */
    private boolean laterThan(Revision logged) {
        if (logged.epoch() < revision.epoch()) {
            return false;
        }
        revision = new Revision(logged.epoch() + 1, 0);
        return true;
    }

    /** Starts without a log, if that is what it takes. */
    private Behavior<Command> start() {
        return started ? this : begin();
    }

    private Behavior<Command> begin() {
        started = true;
        timers.cancel(new RecoveryOverdue());
        publish(null);
        Observe waiting = early;
        early = null;
        return waiting == null ? this : onObserve(waiting);
    }

    private Behavior<Command> onWritten(Revision upTo) {
        lastRecorded = upTo;
        log.written(upTo);
        return this;
    }

    private Behavior<Command> onRecorderFailed(ChildFailed failed) {
        return onLogFailed(failed.cause());
    }

    private Behavior<Command> onLogFailed(Throwable cause) {
        log.failed(cause);
        openLogLater();
        return start();
    }

    private Behavior<Command> onAskAgain() {
        if (observed) {
            timers.cancel(new AskAgain());
        } else {
            askSource();
        }
        return this;
    }

    private void askSource() {
        around.feed().tell(new Feed.Wanted(key, getContext().getSelf()));
    }

    /** Opens the log; with the journal as a whole away there is no use in trying, nor in waiting for it. */
    private Behavior<Command> onOpenLog() {
        if (!around.journal().configured()) {
            return start();
        }
        if (!around.journal().up()) {
            openLogLater();
            return start();
        }
        log.recall();
        return around.journal().lacks(key) ? start() : this;
    }

    private void openLogLater() {
        timers.startSingleTimer(new OpenLog(), log.patience());
    }

    private Behavior<Command> onIdleCheck() {
        if (observed
                && !state.exists()
                && watchers.isEmpty()
                && (log.isComplete() || !around.journal().configured())) {
            shard.tell(new ClusterSharding.Passivate<>(getContext().getSelf()));
        }
        log.restIfIdle();
        return this;
    }

    private Behavior<Command> onStopped(Signal stopped) {
        log.left();
        return this;
    }
}
