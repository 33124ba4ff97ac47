package io.reactivemesh.ops.controller;

import io.reactivemesh.actors.hub.PropagationObserver;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** How long changes took, from when the source saw them. Any thread. */
final class PropagationTimes implements PropagationObserver {
    private final Clock clock;
    private final Durations published = new Durations();
    private final Durations handed = new Durations();

    PropagationTimes(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void published(Instant seen) {
        published.record(Duration.between(seen, clock.instant()));
    }

    @Override
    public void handed(Instant seen) {
        handed.record(Duration.between(seen, clock.instant()));
    }

    /** Until all streams of this node were woken. */
    Durations published() {
        return published;
    }

    /** Until a stream had it. */
    Durations handed() {
        return handed;
    }
}
