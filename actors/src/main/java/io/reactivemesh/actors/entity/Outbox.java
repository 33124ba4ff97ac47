package io.reactivemesh.actors.entity;

import io.reactivemesh.actors.journal.Document;
import io.reactivemesh.actors.journal.Gap;
import io.reactivemesh.actors.journal.Recorded;
import io.reactivemesh.discovery.model.Revision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes that are published but not recorded yet, in order and bounded: past the bound, all that no write is under way for become one
 * gap with the whole state. One write at a time; whatever arrives meanwhile goes into the next. Owned by one actor.
 */
final class Outbox {
    private final int bound;
    private final List<Recorded> waiting = new ArrayList<>();
    private int inFlight;
    private @Nullable Instant oldest;

    Outbox(int bound) {
        this.bound = bound;
    }

    /**
     * Takes changes in.
     *
     * @param after the state that they led to
     */
    void add(List<Recorded> changes, Document after) {
        waiting.addAll(changes);
        if (oldest == null) {
            oldest = ofFirst();
        }
        if (waiting.size() > bound && waiting.size() > inFlight + 1) {
            List<Recorded> lost = waiting.subList(inFlight, waiting.size());
            Recorded newest = lost.getLast();
            int count = lost.stream()
                    .mapToInt(recorded -> recorded.event() instanceof Gap gap ? gap.unrecorded() : 1)
                    .sum();
            lost.clear();
            waiting.add(new Recorded(newest.revision(), newest.at(), newest.origin(), new Gap(after, count)));
        }
    }

    /** What to write now; empty while a write is under way. */
    List<Recorded> take() {
        if (inFlight > 0) {
            return List.of();
        }
        inFlight = waiting.size();
        return List.copyOf(waiting);
    }

    /** Forgets all that the log has. */
    void recorded(Revision upTo) {
        waiting.removeIf(change -> change.revision().compareTo(upTo) <= 0);
        inFlight = 0;
        oldest = ofFirst();
    }

    /** The recorder went away; the write under way may or may not have happened. */
    void interrupted() {
        inFlight = 0;
    }

    /** Whether the log, standing at a revision, may be continued with what waits here. */
    boolean leadsOnFrom(Revision revision) {
        return waiting.stream().anyMatch(change -> change.revision().equals(revision));
    }

    /** Puts other changes in the place of all that waits. */
    void replace(List<Recorded> changes) {
        waiting.clear();
        waiting.addAll(changes);
        inFlight = 0;
        oldest = ofFirst();
    }

    /** When what has waited longest was seen, also if a gap stands for it now; null = nothing waits. */
    @Nullable
    Instant oldest() {
        return oldest;
    }

    private @Nullable Instant ofFirst() {
        return waiting.isEmpty() ? null : waiting.getFirst().at();
    }

    int size() {
        return waiting.size();
    }
}
