package io.reactivemesh.actors.entity;

import io.reactivemesh.actors.journal.Document;
import io.reactivemesh.actors.journal.Model;
import io.reactivemesh.discovery.port.HistorySource;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.jspecify.annotations.Nullable;

/**
 * Brings every document to its entity, newest wins: remembers the newest of each key until the entity says that it has it, sends again what
 * was not answered, and keeps a bounded number under way. Answers entities that start and ask. When the source's complete list and the
 * journal's keys are both there, what only the journal knows is observed as gone.
 */
public final class Feed extends AbstractBehavior<Feed.Command> {
    private static final int MAX_UNDER_WAY = 512;

    /** What the feed is told. */
    public sealed interface Command {}

    /**
     * Documents that changed.
     *
     * @param complete these are all documents there are
     * @param undecided keys of which nobody can say now what they should be: they stay what they are
     * @param at when the source saw them
     */
    public record Deliver(
            List<Document> documents, String origin, boolean complete, Set<HistorySource.Key> undecided, Instant at)
            implements Command {}

    /** The keys that have a log. */
    public record Logged(Set<HistorySource.Key> keys) implements Command {}

    /** An entity started and asks what it should be. */
    public record Wanted(HistorySource.Key key, ActorRef<Entity.Command> entity) implements Command {}

    /** An entity has what it was sent. */
    public record Applied(HistorySource.Key key, long sequence) implements Command {}

    /** Asks to be told once when everything delivered so far is applied. */
    public record AwaitApplied(ActorRef<Done> replyTo) implements Command {}

    private record SendAgain() implements Command {}

    private record Pending(Document document, String origin, Instant at, long sequence) {}

    private final BiConsumer<HistorySource.Key, Entity.Command> region;
    private final Function<HistorySource.Key, Document> absent;
    private final Clock clock;
    private final Map<HistorySource.Key, Document> newest = new HashMap<>();
    private final Map<HistorySource.Key, Pending> queued = new LinkedHashMap<>();
    private final Map<HistorySource.Key, Pending> underWay = new LinkedHashMap<>();
    private final Map<HistorySource.Key, ActorRef<Entity.Command>> asking = new HashMap<>();
    private final List<ActorRef<Done>> awaiting = new ArrayList<>();
    private @Nullable Set<HistorySource.Key> logged;
    private Set<HistorySource.Key> undecided = Set.of();
    private boolean complete;
    private long sequence;

    private Feed(
            ActorContext<Command> context,
            BiConsumer<HistorySource.Key, Entity.Command> region,
            Function<HistorySource.Key, Document> absent,
            Clock clock) {
        super(context);
        this.region = region;
        this.absent = absent;
        this.clock = clock;
    }

    /**
     * A feed.
     *
     * @param region sends to the entity of a key, wherever it is
     * @param absent the document of a key of which nothing exists
     */
    public static Behavior<Command> create(
            BiConsumer<HistorySource.Key, Entity.Command> region,
            Function<HistorySource.Key, Document> absent,
            Timing timing,
            Clock clock) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(new SendAgain(), timing.retry());
            return new Feed(context, region, absent, clock);
        }));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder().onAnyMessage(this::onMessage).build();
    }

    private Behavior<Command> onMessage(Command command) {
        return switch (command) {
            case Deliver deliver -> onDeliver(deliver);
            case Logged keys -> onLogged(keys.keys());
            case Wanted wanted -> onWanted(wanted);
            case Applied applied -> onApplied(applied);
            case AwaitApplied await -> onAwait(await.replyTo());
            case SendAgain _ -> onSendAgain();
        };
    }

    private Behavior<Command> onDeliver(Deliver deliver) {
        undecided = deliver.undecided();
        if (deliver.complete()) {
            Set<HistorySource.Key> missing = new HashSet<>(newest.keySet());
            missing.removeAll(undecided);
            deliver.documents().forEach(document -> missing.remove(document.key()));
            missing.forEach(key -> enqueue(absent.apply(key), deliver.origin(), deliver.at()));
        }
        deliver.documents().forEach(document -> enqueue(document, deliver.origin(), deliver.at()));
        if (deliver.complete()) {
            complete = true;
            observeGone(deliver.at());
            // If any of those has a state, it is from the log.
            asking.forEach((key, entity) -> answer(key, entity, Model.GONE_MEANWHILE));
            asking.clear();
        }
        send();
        return this;
    }

    private Behavior<Command> onLogged(Set<HistorySource.Key> keys) {
        logged = keys;
        observeGone(clock.instant());
        send();
        return this;
    }

    private void observeGone(Instant at) {
        Set<HistorySource.Key> keys = logged;
        if (!complete || keys == null) {
            return;
        }
        for (HistorySource.Key key : keys) {
            boolean somebodyKnows = newest.containsKey(key) || queued.containsKey(key) || underWay.containsKey(key);
            if (!somebodyKnows && !undecided.contains(key)) {
                enqueue(absent.apply(key), Model.GONE_MEANWHILE, at);
            }
        }
        logged = null;
    }

    private void enqueue(Document document, String origin, Instant at) {
        HistorySource.Key key = document.key();
        if (document.exists()) {
            newest.put(key, document);
        } else {
            newest.remove(key);
        }
        asking.remove(key);
        queued.put(key, new Pending(document, origin, at, ++sequence));
    }

    /** Sends what is queued; a key of which an older document is under way waits for its answer. */
    private void send() {
        var next = queued.entrySet().iterator();
        while (underWay.size() < MAX_UNDER_WAY && next.hasNext()) {
            Map.Entry<HistorySource.Key, Pending> entry = next.next();
            if (underWay.putIfAbsent(entry.getKey(), entry.getValue()) == null) {
                next.remove();
                region.accept(entry.getKey(), observe(entry.getValue()));
            }
        }
    }

    private Entity.Observe observe(Pending pending) {
        return new Entity.Observe(
                pending.document(),
                pending.origin(),
                pending.at(),
                pending.sequence(),
                getContext().getSelf());
    }

    private Behavior<Command> onWanted(Wanted wanted) {
        HistorySource.Key key = wanted.key();
        if (underWay.containsKey(key) || queued.containsKey(key)) {
            return this;
        }
        if (complete || newest.containsKey(key)) {
            answer(key, wanted.entity(), "repair");
        } else {
            asking.put(key, wanted.entity());
        }
        return this;
    }

    private void answer(HistorySource.Key key, ActorRef<Entity.Command> entity, String origin) {
        Document document = newest.get(key);
        if (document == null && undecided.contains(key)) {
            return;
        }
        Document is = document == null ? absent.apply(key) : document;
        entity.tell(observe(new Pending(is, origin, clock.instant(), 0)));
    }

    private Behavior<Command> onApplied(Applied applied) {
        Pending pending = underWay.get(applied.key());
        if (pending != null && pending.sequence() <= applied.sequence()) {
            underWay.remove(applied.key());
            send();
            if (underWay.isEmpty() && queued.isEmpty()) {
                awaiting.forEach(replyTo -> replyTo.tell(Done.getInstance()));
                awaiting.clear();
            }
        }
        return this;
    }

    private Behavior<Command> onAwait(ActorRef<Done> replyTo) {
        if (underWay.isEmpty() && queued.isEmpty()) {
            replyTo.tell(Done.getInstance());
        } else {
            awaiting.add(replyTo);
        }
        return this;
    }

    private Behavior<Command> onSendAgain() {
        // Harmless when the first was only slow: an observation that changes nothing leads to nothing.
        underWay.forEach((key, pending) -> region.accept(key, observe(pending)));
        return this;
    }
}
