package io.reactivemesh.actors.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The faults that wait for their occasion, and how often each kind took effect. Any thread. */
final class Armed {
    private final List<Waiting> waiting = new ArrayList<>();
    private final Map<String, Integer> tookEffect = new TreeMap<>();

    private static final class Waiting {
        private final Fault fault;
        private int left;

        private Waiting(Fault fault, int left) {
            this.fault = fault;
            this.left = left;
        }
    }

    synchronized void add(Fault fault) {
        waiting.add(new Waiting(
                fault,
                switch (fault) {
                    case Fault.OfRequests request -> request.times();
                    case Fault.Lost lost -> lost.times();
                    default -> Integer.MAX_VALUE;
                }));
    }

    synchronized void clear() {
        waiting.clear();
    }

    /**
     * Uses up one occasion of a kind of fault.
     *
     * @return null = none waits for this resource
     */
    synchronized <F extends Fault> @Nullable F take(Class<F> kind, String resource) {
        for (Waiting each : waiting) {
            if (each.left > 0 && kind.isInstance(each.fault) && each.fault.hits(resource)) {
                each.left--;
                count(kind);
                return kind.cast(each.fault);
            }
        }
        return null;
    }

    /** Whether a lasting fault of this kind is on. */
    synchronized boolean has(Class<? extends Fault> kind, String resource) {
        return waiting.stream().anyMatch(each -> kind.isInstance(each.fault) && each.fault.hits(resource));
    }

    void count(Class<? extends Fault> kind) {
        count(kind.getSimpleName());
    }

    synchronized void count(String kind) {
        tookEffect.merge(kind, 1, Integer::sum);
    }

    synchronized Map<String, Integer> tookEffect() {
        return new TreeMap<>(tookEffect);
    }
}
