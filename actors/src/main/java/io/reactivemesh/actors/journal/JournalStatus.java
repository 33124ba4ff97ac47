package io.reactivemesh.actors.journal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How recording goes at one moment.
 *
 * @param degraded why not all is well, in words; null = well
 * @param unrecorded changes that are published but not in the log yet
 * @param oldest when the one of them that has waited longest was seen by the source; null = none waits
 * @param failures failed attempts since start, a counter
 * @param openLogs logs that are held open to be written: those that changed lately
 */
public record JournalStatus(
        @Nullable String degraded, int unrecorded, @Nullable Instant oldest, long failures, int openLogs) {}
