package io.reactivemesh.actors.journal;

import io.reactivemesh.discovery.model.Revision;
import io.reactivemesh.discovery.port.HistorySource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A log that was read up to some entry. Adding an entry up costs a copy of the state, so entries wait until there are enough of them for
 * what a copy costs: entries of small states hardly ever, those of a large one until they are a sixteenth of it. So what waits is little
 * beside the state, and reading n entries about a state of n parts costs n, not n squared. Immutable.
 *
 * @param sum what the log adds up to, without {@code tail}
 * @param tail entries since then; null = none
 * @param revision where the log stands, {@code tail} included
 */
record Ledger<D extends Document>(
        Model<D> model, D sum, @Nullable Tail tail, Revision revision) {
    private static final int PARTS_PER_ENTRY = 16;

    /** Entries, newest first. */
    record Tail(@Nullable Tail before, Event event, int size) {}

    static <D extends Document> Ledger<D> of(Model<D> model, Kept kept) {
        return new Ledger<>(model, model.type().cast(kept.document()), null, kept.revision());
    }

    /** A log that was read, newest snapshot first. */
    static <D extends Document> Ledger<D> of(Model<D> model, HistorySource.Key key, Recall.Past past) {
        Kept snapshot = past.snapshot();
        Ledger<D> ledger = of(model, snapshot != null ? snapshot : new Kept(model.absent(key.id()), Kept.NEVER));
        for (Recorded entry : past.since()) {
            ledger = ledger.with(entry);
        }
        return ledger;
    }

    /** The log with one more entry. */
    Ledger<D> with(Recorded entry) {
        Tail longer = new Tail(tail, entry.event(), tail == null ? 1 : tail.size() + 1);
        Ledger<D> next = new Ledger<>(model, sum, longer, entry.revision());
        return longer.size() * PARTS_PER_ENTRY < sum.parts()
                ? next
                : new Ledger<>(model, next.total(), null, entry.revision());
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
