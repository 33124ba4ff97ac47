package io.reactivemesh.actors.journal;

import io.reactivemesh.discovery.model.Revision;
import java.time.Instant;

/**
 * An entry of the log. Changes that one observation led to share a revision and are written together or not at all.
 *
 * @param revision the state that the change led to, as it was published
 * @param at when the source saw it
 * @param origin where the source saw it, in words: {@code edit of web.yaml}
 */
public record Recorded(Revision revision, Instant at, String origin, Event event) {}
