package io.reactivemesh.ops.demo;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Adds up what the proxies of each workload count, over pods that come and go and proxies that restart, and looks back over a sliding
 * window. Not thread-safe.
 */
final class WorkloadMeter {
    private final long windowNanos;
    private final Map<String, Counts> lastOfProxy = new HashMap<>();
    private final SortedMap<String, Track> tracks = new TreeMap<>();

    WorkloadMeter(Duration window) {
        windowNanos = window.toNanos();
    }

    private record Mark(long nanos, Counts total) {}

    private static final class Track {
        private Counts total = Counts.NONE;
        private int openConnections;
        private final Deque<Mark> marks = new ArrayDeque<>();
    }

    /**
     * A reading of one proxy.
     *
     * @param proxy names the process
     */
    record Observation(String workload, String proxy, ProxyReading reading) {}

    /**
     * What one workload did in some time.
     *
     * @param requestsPerSecond 0 when the time was empty
     */
    record Row(String workload, Counts counts, double requestsPerSecond, int openConnections) {}

    /** Takes in one round of readings of all proxies that answered. */
    void observe(long nanos, Iterable<Observation> round) {
        tracks.values().forEach(track -> track.openConnections = 0);
        for (Observation seen : round) {
            Track track = tracks.computeIfAbsent(seen.workload(), _ -> new Track());
            Counts now = seen.reading().counts();
            Counts before = lastOfProxy.getOrDefault(seen.proxy(), Counts.NONE);
            // Fewer than before: the process is another one and began at zero.
            track.total = track.total.plus(now.responses() < before.responses() ? now : now.since(before));
            track.openConnections += seen.reading().openConnections();
            lastOfProxy.put(seen.proxy(), now);
        }
        for (Track track : tracks.values()) {
            track.marks.addLast(new Mark(nanos, track.total));
            // The newest mark that is a whole window old is where the window begins.
            while (track.marks.size() > 2 && nanos - second(track.marks).nanos() >= windowNanos) {
                track.marks.removeFirst();
            }
        }
    }

    private static Mark second(Deque<Mark> marks) {
        var iterator = marks.iterator();
        iterator.next();
        return iterator.next();
    }

    /** Each workload over the window. */
    SortedMap<String, Row> window() {
        SortedMap<String, Row> rows = new TreeMap<>();
        tracks.forEach((workload, track) -> {
            Mark first = track.marks.getFirst();
            Mark last = track.marks.getLast();
            Counts counts = last.total().since(first.total());
            double seconds = (last.nanos() - first.nanos()) / 1e9;
            rows.put(
                    workload,
                    new Row(workload, counts, seconds > 0 ? counts.responses() / seconds : 0, track.openConnections));
        });
        return rows;
    }

    /** Each workload's counts from the first reading on. */
    SortedMap<String, Counts> totals() {
        SortedMap<String, Counts> totals = new TreeMap<>();
        tracks.forEach((workload, track) -> totals.put(workload, track.total));
        return totals;
    }

    /** Forgets a workload that has no pod any more. */
    void forget(String workload) {
        tracks.remove(workload);
    }
}
