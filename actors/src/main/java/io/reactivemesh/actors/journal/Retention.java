package io.reactivemesh.actors.journal;

/**
 * How much of a log is kept.
 *
 * @param snapshotEvery changes between two snapshots
 * @param keepSnapshots the newest that stay
 * @param deleteOldEvents whether changes older than the oldest snapshot go; about {@code snapshotEvery * keepSnapshots} stay per key
 */
public record Retention(int snapshotEvery, int keepSnapshots, boolean deleteOldEvents) {
    public Retention {
        if (snapshotEvery < 1) {
            throw new IllegalArgumentException("snapshot-every: " + snapshotEvery + " (expected: at least 1)");
        }
        if (keepSnapshots < 1) {
            throw new IllegalArgumentException("keep-snapshots: " + keepSnapshots + " (expected: at least 1)");
        }
    }
}
