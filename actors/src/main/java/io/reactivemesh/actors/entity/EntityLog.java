package io.reactivemesh.actors.entity;

import io.reactivemesh.actors.entity.Entity.Surroundings;
import io.reactivemesh.actors.journal.Document;
import io.reactivemesh.actors.journal.Kept;
import io.reactivemesh.actors.journal.Model;
import io.reactivemesh.actors.journal.Recorded;
import io.reactivemesh.actors.journal.Recorder;
import io.reactivemesh.discovery.model.Revision;
import io.reactivemesh.discovery.port.HistorySource;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * An entity's way to its log: what is not recorded yet, and the recorder, which is the entity's child. It opens the log and writes to it in
 * turn with all others. Part of one actor.
 */
final class EntityLog<D extends Document> {
    private static final DispatcherSelector RECORDERS = DispatcherSelector.fromConfig("reactive-mesh-recorders");
    private static final int DOUBLINGS = 4;

    private final ActorContext<Entity.Command> context;
    private final Model<D> model;
    private final HistorySource.Key key;
    private final Surroundings around;
    private final ActorRef<Recorder.Reply> replies;
    private final Entity.Command myTurn;
    private final Outbox outbox;
    private @Nullable ActorRef<Recorder.Append> recorder;
    private boolean open;
    /** Closed because there was nothing to do: the next change opens it. */
    private boolean resting;
    /** It has no entries: there is nothing to read when it is opened. */
    private boolean empty;

    private boolean busy;
    private int failures;

    /**
     * A log that is not open.
     *
     * @param replies of the recorder
     * @param myTurn told to the entity when it is to call {@link #turn}
     */
    EntityLog(
            ActorContext<Entity.Command> context,
            Model<D> model,
            HistorySource.Key key,
            Surroundings around,
            ActorRef<Recorder.Reply> replies,
            Entity.Command myTurn) {
        this.context = context;
        this.model = model;
        this.key = key;
        this.around = around;
        this.replies = replies;
        this.myTurn = myTurn;
        this.outbox = new Outbox(around.timing().unrecordedBound());
    }

    /** Has it read, which tells what was recovered. It is opened when there is something to write. */
    void recall() {
        around.journal().recall(model, key, replies);
    }

    /** The turn has come. */
    void turn() {
        if (recorder == null) {
            resting = false;
            ActorRef<Recorder.Append> started = context.spawnAnonymous(
                    Behaviors.supervise(
                                    Recorder.create(model, key, around.journal().retention(), empty, replies))
                            .onFailure(SupervisorStrategy.stop().withLoggingEnabled(false)),
                    RECORDERS);
            context.watch(started);
            recorder = started;
        } else {
            write();
        }
    }

    /** It was read, by the recorder that has it open now, in our turn, or without one. */
    void recovered(Revision standing) {
        empty = standing.equals(Kept.NEVER);
        setOpen(recorder != null);
        resting = recorder == null;
        failures = 0;
        around.journal().worked(key);
    }

    /** Takes changes in, to be written when told to. */
    void add(List<Recorded> changes, Document after) {
        outbox.add(changes, after);
        told();
    }

    /** Has what waits written when the turn comes. */
    void flush() {
        if ((open || resting) && outbox.size() > 0) {
            askForTurn();
        }
    }

    /** Goes on after it was read. */
    void proceed() {
        if (open) {
            write();
        } else {
            flush();
        }
    }

    /** In our turn: writes what waits, or ends the turn. */
    private void write() {
        ActorRef<Recorder.Append> to = recorder;
        List<Recorded> batch = to != null && open ? outbox.take() : List.of();
        if (to == null || batch.isEmpty()) {
            around.journal().turnOver(key);
        } else {
            busy = true;
            to.tell(new Recorder.Append(batch, replies));
        }
    }

    /** A write is done. */
    void written(Revision upTo) {
        has(upTo);
        empty = false;
        around.journal().worked(key);
        around.journal().turnOver(key);
        if (isComplete() && around.journal().isCrowded()) {
            rest();
        } else {
            flush();
        }
    }

    /** Forgets all that the log has. */
    void has(Revision upTo) {
        outbox.recorded(upTo);
        told();
    }

    /** Whether the log, standing at a revision, may be continued with what waits here. */
    boolean leadsOnFrom(Revision revision) {
        return outbox.leadsOnFrom(revision);
    }

    /** Puts other changes in the place of all that waits. */
    void replace(List<Recorded> changes) {
        outbox.replace(changes);
        told();
    }

    /** It could not be read, or the recorder is gone; the write under way may or may not have happened. */
    void failed(Throwable cause) {
        recorder = null;
        empty = false;
        setOpen(false);
        failures++;
        outbox.interrupted();
        around.journal().failed(key, cause);
        around.journal().turnOver(key);
    }

    /** How long to wait before it is opened again: spread, so that thousands of entities do not knock at the same moment. */
    Duration patience() {
        Duration base = around.timing().retry().multipliedBy(1L << Math.clamp(failures - 1L, 0, DOUBLINGS));
        return base.plusMillis(Math.floorMod(key.hashCode(), Math.max(1, base.toMillis() / 2)));
    }

    /** Whether it has everything. */
    boolean isComplete() {
        return (open || resting) && outbox.size() == 0;
    }

    /** Closes it if nothing was written since this was last called: a recorder weighs more than what it recorded. */
    void restIfIdle() {
        if (isComplete() && !busy) {
            rest();
        }
        busy = false;
    }

    private void rest() {
        ActorRef<Recorder.Append> idle = recorder;
        if (idle != null) {
            context.unwatch(idle);
            context.stop(idle);
            recorder = null;
            setOpen(false);
            resting = true;
        }
    }

    /** The entity is gone. */
    void left() {
        setOpen(false);
        around.journal().left(key);
    }

    private void setOpen(boolean now) {
        if (open != now) {
            open = now;
            around.journal().logOpen(now);
        }
    }

    private void askForTurn() {
        ActorRef<Entity.Command> self = context.getSelf();
        around.journal().turn(key, () -> self.tell(myTurn));
    }

    private void told() {
        around.journal().unrecorded(key, outbox.size(), outbox.oldest());
    }
}
