package io.reactivemesh.actors.workload;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A set of TCP ports as sorted, disjoint, inclusive ranges.
 *
 * @param ranges sorted by {@code from}, not overlapping and not adjacent; use {@link #of} to get there
 */
public record PortSet(List<Range> ranges) {
    public static final PortSet EMPTY = new PortSet(List.of());

    public PortSet {
        ranges = List.copyOf(ranges);
    }

    /** An inclusive range of ports, 0..65535. */
    public record Range(int from, int to) {
        public Range {
            if (from < 0 || to > 65535 || from > to) {
                throw new IllegalArgumentException(
                        "port range: " + from + "-" + to + " (expected: 0..65535, from <= to)");
            }
        }
    }

    /** Normalizes: sorts and joins ranges that touch. */
    public static PortSet of(List<Range> ranges) {
        List<Range> sorted =
                ranges.stream().sorted(Comparator.comparingInt(Range::from)).toList();
        List<Range> joined = new ArrayList<>();
        for (Range range : sorted) {
            Range last = joined.isEmpty() ? null : joined.getLast();
            if (last != null && range.from() <= last.to() + 1) {
                joined.set(joined.size() - 1, new Range(last.from(), Math.max(last.to(), range.to())));
            } else {
                joined.add(range);
            }
        }
        return new PortSet(joined);
    }

    /** {@code 25,587,8000-8100}. */
    @Override
    public String toString() {
        return ranges.stream()
                .map(range -> range.from() == range.to() ? "" + range.from() : range.from() + "-" + range.to())
                .collect(Collectors.joining(","));
    }

    /** This and one more port. */
    public PortSet with(int port) {
        List<Range> more = new ArrayList<>(ranges);
        more.add(new Range(port, port));
        return contains(port) ? this : of(more);
    }

    /** This without one port. */
    public PortSet without(int port) {
        if (!contains(port)) {
            return this;
        }
        List<Range> left = new ArrayList<>();
        for (Range range : ranges) {
            if (port < range.from() || port > range.to()) {
                left.add(range);
                continue;
            }
            if (range.from() < port) {
                left.add(new Range(range.from(), port - 1));
            }
            if (port < range.to()) {
                left.add(new Range(port + 1, range.to()));
            }
        }
        return new PortSet(left);
    }

    /** Every port, in order; for sets that are known to be small. */
    public List<Integer> ports() {
        return ranges.stream()
                .flatMapToInt(range -> IntStream.rangeClosed(range.from(), range.to()))
                .boxed()
                .toList();
    }

    public boolean contains(int port) {
        for (Range range : ranges) {
            if (port >= range.from() && port <= range.to()) {
                return true;
            }
        }
        return false;
    }
}
