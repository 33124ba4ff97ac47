package io.reactivemesh.actors.journal;

import org.jspecify.annotations.Nullable;

/**
 * How recording goes at one moment.
 *
 * @param degraded why not all is well, in words; null = well
 * @param unrecorded changes that are published but not in the log yet
 * @param failures failed attempts since start, a counter
 */
public record JournalStatus(@Nullable String degraded, int unrecorded, long failures) {}
