package io.reactivemesh.actors;

import java.time.Duration;
import java.util.List;

/**
 * How a node is at one moment.
 *
 * @param readiness what it may be used for
 * @param reasons why it is not simply ready, in words; empty when it is
 * @param unrecordedChanges changes that are published but not in the log yet
 * @param journalLag how long the one of them that has waited longest has waited; zero = none does
 * @param journalFailures failed attempts to read or write the log since start, a counter
 * @param openLogs logs that are held open to be written: those that changed lately
 * @param hubs keys that streams of this node watch
 */
public record MeshNodeStatus(
        Readiness readiness,
        List<String> reasons,
        int unrecordedChanges,
        Duration journalLag,
        long journalFailures,
        int openLogs,
        int hubs) {
    public MeshNodeStatus {
        reasons = List.copyOf(reasons);
    }

    /** What a node may be used for. */
    public enum Readiness {
        /** The source has not listed yet: only what the log knows is answered at once. */
        WAITING_FOR_SOURCE,
        /** All is well. */
        READY,
        /** Discovery is as it should be; what happens now may be missing from the log. */
        DEGRADED
    }
}
