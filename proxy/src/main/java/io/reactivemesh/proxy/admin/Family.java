package io.reactivemesh.proxy.admin;

/**
 * One metric name with what it means.
 *
 * @param name as exposed, counters with {@code _total}
 * @param help one sentence
 * @param type what its series are
 * @param expires whether a series that nobody holds disappears after the retention time
 * @param bounds upper bucket bounds of a histogram in recorded units, ascending, without infinity; empty otherwise
 * @param unit recorded units per exposed unit, for instance 1,000,000 when nanoseconds are shown as milliseconds
 */
public record Family(String name, String help, Type type, boolean expires, Bounds bounds, long unit) {

    /** A counter. */
    public static Family counter(String name, String help, boolean expires) {
        return new Family(name, help, Type.COUNTER, expires, Bounds.NONE, 1);
    }

    /** A gauge. */
    public static Family gauge(String name, String help, boolean expires) {
        return new Family(name, help, Type.GAUGE, expires, Bounds.NONE, 1);
    }

    /**
     * This family, shown in a larger unit than it is recorded in.
     *
     * @param recordedPerExposed for instance 1,000,000,000 when nanoseconds are shown as seconds
     */
    public Family shownPer(long recordedPerExposed) {
        return new Family(name, help, type, expires, bounds, recordedPerExposed);
    }

    /**
     * A histogram.
     *
     * @param unit recorded units per exposed unit
     * @param bounds upper bounds in exposed units
     */
    public static Family histogram(String name, String help, boolean expires, long unit, double... bounds) {
        return new Family(name, help, Type.HISTOGRAM, expires, Bounds.of(unit, bounds), unit);
    }

    /** What the series of a family are. */
    public enum Type {
        /** Only grows. */
        COUNTER,
        /** Goes up and down. */
        GAUGE,
        /** Counts by size. */
        HISTOGRAM
    }
}
