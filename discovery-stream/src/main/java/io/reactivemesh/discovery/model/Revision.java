package io.reactivemesh.discovery.model;

/**
 * Where an entity's state stands. The epoch grows with every incarnation of the entity, so a revision that was published and lost in a
 * crash is never mistaken for another, and none ever goes back.
 *
 * @param epoch incarnation, from 1
 * @param number changes since the epoch began, from 0
 */
public record Revision(long epoch, long number) implements Comparable<Revision> {
    @Override
    public int compareTo(Revision other) {
        int byEpoch = Long.compare(epoch, other.epoch);
        return byEpoch != 0 ? byEpoch : Long.compare(number, other.number);
    }

    @Override
    public String toString() {
        return epoch + "." + number;
    }
}
