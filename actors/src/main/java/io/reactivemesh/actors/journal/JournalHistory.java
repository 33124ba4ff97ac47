package io.reactivemesh.actors.journal;

import io.reactivemesh.discovery.port.HistorySource;
import java.time.Instant;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.persistence.jdbc.query.javadsl.JdbcReadJournal;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/** History straight from the database; no entity needs to be in memory. */
public final class JournalHistory implements HistorySource {
    private final ActorSystem<?> system;

    public JournalHistory(ActorSystem<?> system) {
        this.system = system;
    }

    /** A history for those who chose to record nothing. */
    public static HistorySource none() {
        return (_, _, _) -> Source.failed(new IllegalStateException("this control plane records no history"));
    }

    @Override
    public Source<Change, NotUsed> changes(Key key, @Nullable Instant since, boolean follow) {
        JdbcReadJournal journal =
                PersistenceQuery.get(system).getReadJournalFor(JdbcReadJournal.class, JdbcReadJournal.Identifier());
        String id = PersistenceIds.of(logged(key));
        Source<EventEnvelope, NotUsed> envelopes = follow
                ? journal.eventsByPersistenceId(id, 0, Long.MAX_VALUE)
                : journal.currentEventsByPersistenceId(id, 0, Long.MAX_VALUE);
        return envelopes
                .map(envelope -> (Recorded) envelope.event())
                .filter(recorded -> since == null || !recorded.at().isBefore(since))
                .map(JournalHistory::change);
    }

    /** A workload named without its kind is a pod. */
    private static Key logged(Key key) {
        boolean bare =
                key.kind() == Kind.WORKLOAD && key.id().indexOf('/') == key.id().lastIndexOf('/');
        return bare ? new Key(Kind.WORKLOAD, "pod/" + key.id()) : key;
    }

    private static Change change(Recorded recorded) {
        Event event = recorded.event();
        String cause = event.cause().equals(recorded.origin())
                ? event.cause()
                : event.cause() + " (" + recorded.origin() + ")";
        return new Change(recorded.at(), recorded.revision(), event.name(), event.subject(), cause, event.detail());
    }
}
