package io.reactivemesh.ops.controller;

import org.jspecify.annotations.Nullable;

/**
 * How a control-plane node stands at one moment.
 *
 * @param notReady why proxies should not be sent here yet; null = they may
 * @param degraded what does not work although discovery does; null = all works
 * @param entities services, workloads and addresses that the source holds
 * @param quarantined objects that were refused; their last good version stays live
 * @param unrecorded changes that are live but not in the log yet
 * @param journalFailures failed attempts to read or write the log, since start
 */
record NodeHealth(
        @Nullable String notReady,
        @Nullable String degraded,
        long entities,
        long quarantined,
        long unrecorded,
        long journalFailures) {
    /** As this, but not to be sent proxies. */
    NodeHealth withNotReady(String reason) {
        return new NodeHealth(reason, degraded, entities, quarantined, unrecorded, journalFailures);
    }
}
