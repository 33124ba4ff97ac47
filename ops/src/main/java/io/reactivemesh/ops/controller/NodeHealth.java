package io.reactivemesh.ops.controller;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a control-plane node stands at one moment.
 *
 * @param notReady why proxies should not be sent here yet; null = they may
 * @param degraded what does not work although discovery does; null = all works
 */
record NodeHealth(@Nullable String notReady, @Nullable String degraded, Counts counts) {
    /**
     * What is there.
     *
     * @param entities services, workloads and addresses that the source holds
     * @param quarantined objects that were refused; their last good version stays live
     * @param danglingParents where routes ask to be attached to a Service, or a port of one, that is not there
     * @param danglingBackends where they send requests to one
     * @param hubs keys that discovery streams watch
     * @param journalUp whether changes are recorded as they happen
     * @param unrecorded changes that are live but not in the log yet
     * @param journalLag how long the one of them has waited that has waited longest
     * @param journalFailures failed attempts to read or write the log, since start
     */
    record Counts(
            long entities,
            long quarantined,
            long danglingParents,
            long danglingBackends,
            long hubs,
            boolean journalUp,
            long unrecorded,
            Duration journalLag,
            long journalFailures) {
        static final Counts NONE = new Counts(0, 0, 0, 0, 0, true, 0, Duration.ZERO, 0);
    }

    /** As this, but not to be sent proxies. */
    NodeHealth withNotReady(String reason) {
        return new NodeHealth(reason, degraded, counts);
    }
}
