package io.reactivemesh.actors.hub;

import io.reactivemesh.actors.entity.Entity;
import io.reactivemesh.actors.entity.Timing;
import io.reactivemesh.actors.journal.Document;
import io.reactivemesh.discovery.port.HistorySource;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.typed.Behavior;

/**
 * The hubs of a node: one per key that some local stream watches, made by the first that asks and gone some time after the last left. Any
 * thread.
 */
public final class Hubs {
    /** Starts the actor that links a hub to its entity. */
    public interface Spawner {
        void spawn(Behavior<?> behavior);
    }

    private final Spawner spawner;
    private final BiConsumer<HistorySource.Key, Entity.Command> region;
    private final Timing timing;
    private final PropagationObserver observer;
    private final Map<HistorySource.Key, Hub<?>> byKey = new ConcurrentHashMap<>();
    private volatile Map<String, String> zoneByNode = Map.of();
    private volatile boolean patient = true;

    /**
     * No hubs yet.
     *
     * @param region sends to the entity of a key, wherever it is
     */
    public Hubs(
            Spawner spawner,
            BiConsumer<HistorySource.Key, Entity.Command> region,
            Timing timing,
            PropagationObserver observer) {
        this.spawner = spawner;
        this.region = region;
        this.timing = timing;
        this.observer = observer;
    }

    /** The zones of the nodes are others now. */
    public void zones(Map<String, String> newest) {
        zoneByNode = Map.copyOf(newest);
        byKey.values().forEach(hub -> hub.zones(zoneByNode));
    }

    /** The source took too long: from now on, what nobody knows does not exist. */
    public void losePatience() {
        patient = false;
        byKey.values().forEach(Hub::losePatience);
    }

    /** Who is told how far changes have come. */
    PropagationObserver observer() {
        return observer;
    }

    /** Keys that are watched, or were until a moment ago. */
    public int size() {
        return byKey.size();
    }

    <D extends Document, A> Cell<A> cell(HistorySource.Key key, Class<D> type, Question<D, A> question) {
        return wake -> look(key, type, question, wake);
    }

    <D extends Document, A> Cell.Look<A> look(
            HistorySource.Key key, Class<D> type, Question<D, A> question, Runnable wake) {
        while (true) {
            Cell.Look<A> look = hub(key, type).look(question, wake);
            if (look != null) {
                return look;
            }
        }
    }

    @SuppressWarnings("unchecked") // All documents of a key are of one type.
    private <D extends Document> Hub<D> hub(HistorySource.Key key, Class<D> type) {
        return (Hub<D>) byKey.computeIfAbsent(key, _ -> create(key, type));
    }

    private <D extends Document> Hub<D> create(HistorySource.Key key, Class<D> type) {
        Hub<D> hub = new Hub<>(zoneByNode, patient);
        spawner.spawn(HubLink.create(new Link<>(key, type, hub), command -> region.accept(key, command), timing));
        return hub;
    }

    private final class Link<D extends Document> implements HubLink.Local {
        private final HistorySource.Key key;
        private final Class<D> type;
        private final Hub<D> hub;
        private boolean current;

        Link(HistorySource.Key key, Class<D> type, Hub<D> hub) {
            this.key = key;
            this.type = type;
            this.hub = hub;
        }

        @Override
        public void published(Entity.Published published) {
            if (!current) {
                // What changed between the making of the hub and its place among the others.
                current = true;
                hub.zones(zoneByNode);
                if (!patient) {
                    hub.losePatience();
                }
            }
            Instant seen = published.seen();
            boolean woken = hub.publish(type.cast(published.document()), published.revision(), published.known(), seen);
            if (woken && seen != null) {
                observer.published(seen);
            }
        }

        @Override
        public boolean closeIfIdle() {
            if (!hub.closeIfIdle()) {
                return false;
            }
            byKey.remove(key, hub);
            return true;
        }
    }
}
