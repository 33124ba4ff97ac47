package io.reactivemesh.actors.entity;

import java.time.Duration;

/**
 * The patience of entities and hubs.
 *
 * @param recovery how long an entity waits for its log before it starts from the source alone
 * @param source how long a lookup of something unknown waits for the source's first complete batch
 * @param retry between attempts of anything that got no answer
 * @param passivation how long an entity of something that does not exist stays in memory unwatched, and how long a log stays open
 *     unwritten
 * @param linger how long a hub stays after its last stream left
 * @param recordAfter how long a change waits for others before it is written: by then those who wait for it have been told, and have had
 *     the processor for themselves
 * @param unrecordedBound changes that an entity holds while its journal is away
 */
public record Timing(
        Duration recovery,
        Duration source,
        Duration retry,
        Duration passivation,
        Duration linger,
        Duration recordAfter,
        int unrecordedBound) {
    public static final Timing DEFAULT = new Timing(
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofMinutes(2),
            Duration.ofSeconds(10),
            Duration.ofMillis(20),
            1_000);

    public Timing {
        if (unrecordedBound < 1) {
            throw new IllegalArgumentException("unrecorded-bound: " + unrecordedBound + " (expected: at least 1)");
        }
    }
}
