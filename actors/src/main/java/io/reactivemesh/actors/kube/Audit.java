package io.reactivemesh.actors.kube;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Compares what is held of one kind with what the API server lists, now and then, and has it listed anew when they differ. Watches do not
 * lose events, so this finds nothing, unless something between us and the API server does.
 *
 * <p>Only names and versions are asked for. A difference may be news on its way, so it has to last: what is still older than it was listed
 * after {@code audit-grace}, on a watch that is open, was missed. What a watch told meanwhile is newer than the list, and so is no
 * difference; a busy kind does not look wrong because it is busy.
 */
final class Audit {
    private final Held held;
    private final Lists lists;
    private final KubernetesSourceConfig config;
    private final Timers timers;
    private final RandomGenerator random;

    private Timers.Timer next = Timers.Timer.NONE;
    private boolean ended;

    Audit(Held held, Lists lists, KubernetesSourceConfig config, Timers timers, RandomGenerator random) {
        this.held = held;
        this.lists = lists;
        this.config = config;
        this.timers = timers;
        this.random = random;
    }

    /** What is held. */
    interface Held {
        /** The version of an object; null = it is not held. */
        @Nullable
        String version(String key);

        /** Whether the object is known to be gone as of this version. */
        boolean isDeleted(String key, String version);

        /** All keys. */
        List<String> keys();

        String key(KubeObject object);
    }

    /** What can be listed. */
    interface Lists {
        /** Whether a watch is open, so that there is something to be compared. */
        boolean isWatching();

        /** A page of names and versions. */
        CompletableFuture<KubeObjectList> names(@Nullable String token);

        /** Lists everything anew, because these were missed. */
        void repair(Set<String> missed);
    }

    /**
     * Something that looks wrong.
     *
     * @param listed the version that the API server has; null = it does not have it
     * @param held the version that we have; null = we have none
     */
    private record Suspect(
            @Nullable String listed, @Nullable String held) {}

    /** One comparison, page by page. */
    private final class Round {
        private final Map<String, Suspect> suspects = new HashMap<>();
        private final Set<String> seen = new HashSet<>();

        void page(@Nullable String token) {
            CompletableFuture<KubeObjectList> page = lists.names(token);
            Timers.Timer deadline = timers.after(
                    config.requestTimeout(),
                    () -> page.completeExceptionally(ApiFailure.late(config.requestTimeout())));
            page.whenComplete((items, failure) -> {
                deadline.cancel();
                if (failure != null) {
                    schedule(); // Reading has its own way to notice that the server is away.
                } else {
                    compare(items);
                }
            });
        }

        private void compare(KubeObjectList items) {
            for (KubeObject object : items.getItems()) {
                String key = held.key(object);
                String have = held.version(key);
                seen.add(key);
                if (have == null || Versions.isOlder(have, object.resourceVersion())) {
                    suspects.put(key, new Suspect(object.resourceVersion(), have));
                }
            }
            String token = items.getMetadata().getContinue();
            if (token != null && !token.isEmpty()) {
                page(token);
                return;
            }
            String asOf = String.valueOf(items.getMetadata().getResourceVersion());
            for (String key : held.keys()) {
                String have = held.version(key);
                if (have != null && !seen.contains(key) && !Versions.isOlder(asOf, have)) {
                    suspects.put(key, new Suspect(null, have));
                }
            }
            if (suspects.isEmpty()) {
                schedule();
            } else {
                later(config.auditGrace(), this::confirm);
            }
        }

        private void confirm() {
            Set<String> missed = new HashSet<>();
            suspects.forEach((key, suspect) -> {
                if (isMissed(key, suspect)) {
                    missed.add(key);
                }
            });
            if (!missed.isEmpty() && lists.isWatching()) {
                lists.repair(missed);
            }
            schedule();
        }

        private boolean isMissed(String key, Suspect suspect) {
            String have = held.version(key);
            if (suspect.listed() == null) {
                return have != null && have.equals(suspect.held());
            }
            return have == null ? !held.isDeleted(key, suspect.listed()) : Versions.isOlder(have, suspect.listed());
        }
    }

    void start() {
        if (!config.auditEvery().isZero()) {
            schedule();
        }
    }

    synchronized void end() {
        ended = true;
        next.cancel();
    }

    /** Kinds and control planes take turns. */
    private void schedule() {
        long every = config.auditEvery().toNanos();
        later(Duration.ofNanos(random.nextLong(every / 2, every * 3 / 2 + 1)), this::begin);
    }

    private synchronized void later(Duration delay, Runnable task) {
        if (!ended) {
            next = timers.after(delay, task);
        }
    }

    private void begin() {
        if (lists.isWatching()) {
            new Round().page(null);
        } else {
            schedule();
        }
    }
}
