package io.reactivemesh.actors.journal;

import io.reactivemesh.discovery.model.Revision;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A log that was read up to some entry. Entries are added up in batches: adding one up costs as much as the whole state is large, so a log
 * of thousands of entries about one large state would cost that squared. Immutable.
 *
 * @param sum what the log adds up to, without {@code tail}
 * @param tail entries since then; null = none
 * @param revision where the log stands, {@code tail} included
 */
record Ledger<D extends Document>(
        Model<D> model, D sum, @Nullable Tail tail, Revision revision) {
    /** The most that waits to be added up. */
    static final int BATCH = 256;

    /** Entries, newest first. */
    record Tail(@Nullable Tail before, Event event, int size) {}

    static <D extends Document> Ledger<D> of(Model<D> model, Kept kept) {
        return new Ledger<>(model, model.type().cast(kept.document()), null, kept.revision());
    }

    /** The log with one more entry. */
    Ledger<D> with(Recorded entry) {
        Tail longer = new Tail(tail, entry.event(), tail == null ? 1 : tail.size() + 1);
        Ledger<D> next = new Ledger<>(model, sum, longer, entry.revision());
        return longer.size() < BATCH ? next : new Ledger<>(model, next.total(), null, entry.revision());
    }

    /** What the log adds up to. */
    Kept kept() {
        return new Kept(total(), revision);
    }

    private D total() {
        List<Event> events = new ArrayList<>();
        for (Tail at = tail; at != null; at = at.before()) {
            events.add(at.event());
        }
        Collections.reverse(events);
        return model.next(sum, events);
    }
}
