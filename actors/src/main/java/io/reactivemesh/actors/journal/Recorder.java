package io.reactivemesh.actors.journal;

import io.reactivemesh.discovery.model.Revision;
import io.reactivemesh.discovery.port.HistorySource;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.Recovery;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * Writes the log of one key: the child of its entity, under the same name. It decides nothing. Its owner hands it one batch at a time, so
 * whatever happens while a write is in flight goes into the next; a write that fails ends it, and its owner starts another.
 */
public final class Recorder<D extends Document>
        extends EventSourcedBehaviorWithEnforcedReplies<Recorder.Append, Recorded, Ledger<D>> {

    /**
     * Asks to write changes.
     *
     * @param changes in order, all or none; not empty
     */
    public record Append(List<Recorded> changes, ActorRef<Reply> replyTo) {}

    /** What the owner is told. */
    public sealed interface Reply {}

    /** What the log adds up to; the first message of each incarnation. */
    public record Recovered(Kept kept) implements Reply {}

    /** What the log adds up to can't be read. */
    public record Unreadable(Throwable cause) implements Reply {}

    /** The log has everything up to a revision. */
    public record Written(Revision upTo) implements Reply {}

    private final Model<D> model;
    private final HistorySource.Key key;
    private final Retention retention;
    private final boolean begins;
    private final ActorRef<Reply> owner;

    private Recorder(
            Model<D> model, HistorySource.Key key, Retention retention, boolean begins, ActorRef<Reply> owner) {
        // Ends with its first failure, in silence: its owner says so once, and tries again.
        super(
                PersistenceId.ofUniqueId(PersistenceIds.of(key)),
                SupervisorStrategy.restartWithBackoff(Duration.ofSeconds(1), Duration.ofSeconds(1), 0)
                        .withMaxRestarts(0)
                        .withLoggingEnabled(false));
        this.model = model;
        this.key = key;
        this.retention = retention;
        this.begins = begins;
        this.owner = owner;
    }

    /**
     * A recorder that tells {@code owner} what it recovered.
     *
     * @param begins the key is known to have no log, so there is nothing to be read
     */
    public static <D extends Document> Behavior<Append> create(
            Model<D> model, HistorySource.Key key, Retention retention, boolean begins, ActorRef<Reply> owner) {
        return new Recorder<>(model, key, retention, begins, owner);
    }

    @Override
    public Recovery recovery() {
        return begins ? Recovery.disabled() : super.recovery();
    }

    @Override
    public Ledger<D> emptyState() {
        return Ledger.of(model, new Kept(model.absent(key.id()), Kept.NEVER));
    }

    @Override
    public CommandHandlerWithReply<Append, Recorded, Ledger<D>> commandHandler() {
        return (_, append) -> Effect()
                .persist(append.changes())
                .thenReply(append.replyTo(), ledger -> new Written(ledger.revision()));
    }

    @Override
    public EventHandler<Ledger<D>, Recorded> eventHandler() {
        return Ledger::with;
    }

    /** Snapshots hold what the log adds up to. */
    @Override
    public SnapshotAdapter<Ledger<D>> snapshotAdapter() {
        return new SnapshotAdapter<>() {
            @Override
            public Object toJournal(Ledger<D> ledger) {
                return ledger.kept();
            }

            @Override
            public Ledger<D> fromJournal(Object kept) {
                return Ledger.of(model, (Kept) kept);
            }
        };
    }

    @Override
    public SignalHandler<Ledger<D>> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), ledger -> owner.tell(new Recovered(ledger.kept())))
                .build();
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        var snapshots = RetentionCriteria.snapshotEvery(retention.snapshotEvery(), retention.keepSnapshots());
        return retention.deleteOldEvents() ? snapshots.withDeleteEventsOnSnapshot() : snapshots;
    }
}
