package io.reactivemesh.actors.hub;

import java.time.Instant;

/** Told how far changes have come, for metrics. Called from any thread, for each stream and each change; must be quick. */
public interface PropagationObserver {
    /** Tells nobody. */
    PropagationObserver NONE = new PropagationObserver() {
        @Override
        public void published(Instant seen) {}

        @Override
        public void handed(Instant seen) {}
    };

    /**
     * A change has come to a hub, and all streams that it concerns are woken; once for each change and key that somebody watches.
     *
     * @param seen when the source saw the change
     */
    void published(Instant seen);

    /**
     * A change was handed to a stream; once for each change and stream that it concerns. First answers are no changes.
     *
     * @param seen when the source saw the change
     */
    void handed(Instant seen);
}
