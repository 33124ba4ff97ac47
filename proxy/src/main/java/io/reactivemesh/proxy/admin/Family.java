package io.reactivemesh.proxy.admin;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One metric name with what it means.
 *
 * @param name as exposed, counters with {@code _total}
 * @param help one sentence
 * @param type what its series are
 * @param expires whether a series that nobody holds disappears after the retention time
 * @param bounds upper bucket bounds of a histogram in recorded units, ascending, without infinity; empty otherwise
 * @param unit recorded units per exposed unit, for instance 1,000,000 when nanoseconds are shown as milliseconds
 * @param shared whether all cells of a series show the same thing, so that the highest counts instead of the sum; gauges only
 */
public record Family(String name, String help, Type type, boolean expires, Bounds bounds, long unit, boolean shared) {

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** A counter. */
    public static Family counter(String name, String help, boolean expires) {
        return new Family(name, help, Type.COUNTER, expires, Bounds.NONE, 1, false);
    }

    /** A gauge. */
    public static Family gauge(String name, String help, boolean expires) {
        return new Family(name, help, Type.GAUGE, expires, Bounds.NONE, 1, false);
    }

    /**
     * This family, shown in a larger unit than it is recorded in.
     *
     * @param recordedPerExposed for instance 1,000,000,000 when nanoseconds are shown as seconds
     */
    public Family shownPer(long recordedPerExposed) {
        return new Family(name, help, type, expires, bounds, recordedPerExposed, shared);
    }

    /** This family of gauges, each cell of which shows the same thing as seen by one event loop. */
    public Family sharedByLoops() {
        return new Family(name, help, type, expires, bounds, unit, true);
    }

    /**
     * A histogram.
     *
     * @param unit recorded units per exposed unit
     * @param bounds upper bounds in exposed units
     */
    public static Family histogram(String name, String help, boolean expires, long unit, double... bounds) {
        return new Family(name, help, Type.HISTOGRAM, expires, Bounds.of(unit, bounds), unit, false);
    }

    /**
     * A histogram of durations that are recorded in nanoseconds and shown in seconds.
     *
     * @param bounds upper bounds in seconds
     */
    public static Family seconds(String name, String help, boolean expires, double... bounds) {
        return histogram(name, help, expires, NANOS_PER_SECOND, bounds);
    }

    /** Those that are there, in their order. */
    static List<Family> present(@Nullable Family... families) {
        List<Family> present = new ArrayList<>();
        for (Family family : families) {
            if (family != null) {
                present.add(family);
            }
        }
        return present;
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
