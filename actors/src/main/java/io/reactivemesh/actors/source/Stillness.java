package io.reactivemesh.actors.source;

import io.reactivemesh.actors.source.ManifestFolder.Stamp;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which changed files have been still for long enough to be read. Files that change together are released together, so that a
 * checkout of many is one step, unless some never come to rest. Time is an argument; not thread-safe.
 */
final class Stillness {
    private final SettleTimes times;
    private final Map<String, Stamp> applied = new HashMap<>();
    private final Map<String, Pending> pending = new HashMap<>();
    private long restlessSince;

    Stillness(SettleTimes times) {
        this.times = times;
    }

    /**
     * A change not yet applied.
     *
     * @param stamp null = the file is gone
     * @param sinceNanos when it was first seen in this state
     */
    private record Pending(@Nullable Stamp stamp, long sinceNanos) {}

    /**
     * What to do.
     *
     * @param files to be read now, with their stamps; null = gone
     * @param still for how long all of these have been as they are
     * @param next time until the next look, if there is nothing to read
     */
    record Verdict(Map<String, @Nullable Stamp> files, Duration still, Duration next) {}

    /** Takes in one look at all files. */
    Verdict look(Map<String, Stamp> files, Duration required, long nowNanos) {
        Set<String> names = new HashSet<>(files.keySet());
        names.addAll(applied.keySet());
        pending.keySet().retainAll(names);
        boolean wasQuiet = pending.isEmpty();
        for (String name : names) {
            Stamp now = files.get(name);
            Pending before = pending.get(name);
            if (Objects.equals(now, applied.get(name))) {
                pending.remove(name);
            } else if (before == null || !Objects.equals(before.stamp(), now)) {
                pending.put(name, new Pending(now, nowNanos));
            }
        }
        if (pending.isEmpty()) {
            return new Verdict(Map.of(), Duration.ZERO, times.idle());
        }
        if (wasQuiet) {
            restlessSince = nowNanos;
        }
        return release(required, nowNanos);
    }

    private Verdict release(Duration required, long nowNanos) {
        Map<String, @Nullable Stamp> ready = new HashMap<>();
        long shortest = Long.MAX_VALUE;
        long shortestReady = Long.MAX_VALUE;
        for (Map.Entry<String, Pending> entry : pending.entrySet()) {
            long still = nowNanos - entry.getValue().sinceNanos();
            shortest = Math.min(shortest, still);
            if (still >= required.toNanos()) {
                ready.put(entry.getKey(), entry.getValue().stamp());
                shortestReady = Math.min(shortestReady, still);
            }
        }
        boolean patienceIsOver = nowNanos - restlessSince >= times.impatient().toNanos();
        if (ready.size() == pending.size() || (patienceIsOver && !ready.isEmpty())) {
            return new Verdict(ready, Duration.ofNanos(shortestReady), times.still());
        }
        return new Verdict(Map.of(), Duration.ZERO, required.minusNanos(shortest));
    }

    /** These changes are no news any more. */
    void applied(Map<String, @Nullable Stamp> files) {
        files.forEach((name, stamp) -> {
            if (stamp == null) {
                applied.remove(name);
            } else {
                applied.put(name, stamp);
            }
            pending.remove(name);
        });
    }

    /** A file whose stamp did not change although its content did. */
    void forget(String file) {
        applied.remove(file);
    }
}
