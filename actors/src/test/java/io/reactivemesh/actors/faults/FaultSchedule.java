package io.reactivemesh.actors.faults;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What goes wrong, one trouble after the other, from a seed. The same seed gives the same troubles. */
final class FaultSchedule {
    private static final List<String> RESOURCES =
            List.of("services", "endpointslices", "pods", "namespaces", "nodes", "serviceprofiles");
    /** Those that cost a test seconds are rare: Retry-After is in whole seconds, a deadline is longer than a slow machine is slow. */
    private static final int ONE_IN_SLOW = 60;

    private final Random random;
    private final boolean losses;

    /**
     * A schedule.
     *
     * @param losses events may be lost, which only an audit can find
     */
    FaultSchedule(Random random, boolean losses) {
        this.random = random;
        this.losses = losses;
    }

    /** Faults that make one trouble together. */
    List<Fault> next() {
        if (losses && random.nextInt(4) == 0) {
            return List.of(new Fault.Lost(resource(), 1 + random.nextInt(2)));
        }
        if (random.nextInt(ONE_IN_SLOW) == 0) {
            return slow();
        }
        String resource = resource();
        return switch (random.nextInt(18)) {
            case 0, 1 -> List.of(new Fault.WatchDropped(resource));
            case 2 -> List.of(new Fault.WatchTorn(resource));
            case 3 -> List.of(new Fault.WatchEnded(resource));
            case 4 -> List.of(new Fault.WatchSilent(resource));
            case 5 -> List.of(new Fault.WatchError(resource, 410));
            case 6 -> List.of(new Fault.WatchError(resource, 500));
            case 7 -> List.of(refusedWatch(resource), new Fault.WatchDropped(resource));
            case 8, 9, 10 -> List.of(badList(resource), new Fault.WatchError(resource, 410));
            case 11 -> List.of(badList(resource), badList(resource), new Fault.WatchError(resource, 410));
            case 12 -> List.of(new Fault.Duplicated(resource));
            case 13, 14 -> List.of(new Fault.Replayed(resource));
            case 15 -> List.of(new Fault.Swapped(resource));
            case 16 -> List.of(new Fault.Compacted(), new Fault.WatchDropped(resource));
            default -> List.of(new Fault.Delayed(resource, Duration.ofMillis(1 + random.nextInt(20))));
        };
    }

    private List<Fault> slow() {
        String resource = resource();
        return switch (random.nextInt(3)) {
            case 0 -> List.of(new Fault.WatchUnanswered(resource, 1), new Fault.WatchEnded(resource));
            case 1 -> List.of(new Fault.ListRefused(resource, 429, 1, 1), new Fault.WatchError(resource, 410));
            default -> List.of(new Fault.WatchRefused(resource, 429, 1, 1), new Fault.WatchDropped(resource));
        };
    }

    private Fault refusedWatch(@Nullable String resource) {
        int status = List.of(410, 500, 503, 429).get(random.nextInt(4));
        return new Fault.WatchRefused(resource, status, null, times());
    }

    private Fault badList(@Nullable String resource) {
        return switch (random.nextInt(6)) {
            case 0 -> new Fault.ListRefused(resource, 500, null, times());
            case 1 -> new Fault.ListRefused(resource, 429, null, times());
            case 2 -> new Fault.ListSlow(resource, Duration.ofMillis(1 + random.nextInt(50)), times());
            case 3 -> new Fault.ListTorn(resource, times());
            default -> new Fault.ContinueExpired(resource, times());
        };
    }

    private int times() {
        return 1 + random.nextInt(3);
    }

    /** One resource, or every one. */
    private @Nullable String resource() {
        return random.nextInt(4) == 0 ? null : RESOURCES.get(random.nextInt(RESOURCES.size()));
    }
}
