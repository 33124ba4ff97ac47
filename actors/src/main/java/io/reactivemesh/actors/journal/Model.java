package io.reactivemesh.actors.journal;

import io.reactivemesh.discovery.port.HistorySource;
import java.util.List;

/**
 * How one kind of entity decides and applies: pure functions, shared by the live entity and the recorder, so that live state and replayed
 * state cannot differ. For all states and documents: applying what was decided leads to exactly the observed document.
 */
public interface Model<D extends Document> {
    /** The origin of an observation that something the log knows did not survive the control plane's absence; also its cause. */
    String GONE_MEANWHILE = "gone while the control plane was down";

    HistorySource.Kind kind();

    Class<D> type();

    /** The state of a key of which nothing is known. */
    D absent(String id);

    /**
     * Tells what happened, in order.
     *
     * @param origin where the observation came from, in words
     * @return empty when nothing did
     */
    List<Event> decide(D state, D observed, String origin);

    /** Applies this kind's own events, in order, at the cost of one copy of the state. */
    D apply(D state, List<Event> events);

    /** Applies any events of the log, in order. */
    default D next(D state, List<Event> events) {
        for (int i = events.size() - 1; i >= 0; i--) {
            if (events.get(i) instanceof Gap gap) {
                return apply(type().cast(gap.state()), events.subList(i + 1, events.size()));
            }
        }
        return apply(state, events);
    }
}
