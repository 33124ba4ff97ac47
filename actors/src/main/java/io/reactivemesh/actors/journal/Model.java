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

    /** Applies one of this kind's own events. */
    D apply(D state, Event event);

    /** Applies any event of the log. */
    default D next(D state, Event event) {
        return event instanceof Gap gap ? type().cast(gap.state()) : apply(state, event);
    }
}
