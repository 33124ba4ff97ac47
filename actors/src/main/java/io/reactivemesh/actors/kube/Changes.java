package io.reactivemesh.actors.kube;

import io.reactivemesh.actors.source.ObjectConversion.Converted;
import io.reactivemesh.actors.translate.Batch;
import io.reactivemesh.actors.translate.Batch.Quarantined;
import io.reactivemesh.actors.translate.Fact;
import io.reactivemesh.actors.translate.FactChanges;
import io.reactivemesh.actors.translate.ObjectKey;
import io.reactivemesh.actors.translate.Translator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes of objects on their way to the sink: joined, translated, and told on one thread of its own.
 *
 * <p>Of each object only the newest change waits, so there are never more than there are objects. A change that comes alone is told at
 * once; those that come within {@code settle} after a batch wait for the next. The first batch holds everything, and is told when all
 * awaited kinds are decided.
 *
 * <p>Should the sink fail, nobody knows what of that batch has come through. So everything is translated anew, and told as if for the first
 * time. An object that can't be translated is quarantined, as one that can't be read.
 */
final class Changes implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Changes.class);
    /** Where everything is that comes from here. */
    static final String PLACE = "API server";

    private static final int NAMED = 3;

    private final Supplier<Translator> translation;
    private final Consumer<Batch> sink;
    private final Duration settle;
    private final Duration retry;
    private final Clock clock;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Set<ObjectKey.Kind> awaited;
    private Map<ObjectKey, Change> waiting = new LinkedHashMap<>();
    private boolean closed;

    /** What of each object is translated, so that it can be done again. */
    private final Map<ObjectKey, Fact> facts = new HashMap<>();

    private Translator translator;
    /** The next batch is to hold everything. */
    private boolean whole = true;

    private final Map<ObjectKey, List<Quarantined>> refusals = new HashMap<>();
    private volatile Set<Quarantined> quarantined = Set.of();
    private volatile boolean complete;
    private volatile String trouble = "";

    /**
     * A change.
     *
     * @param converted null = the object is gone
     * @param repair found by a comparison
     */
    private record Change(@Nullable Converted converted, boolean repair, Instant seen) {}

    /**
     * Changes that nobody is told of yet.
     *
     * @param translation begins one that knows nothing
     * @param awaited kinds that the first batch waits for
     * @param retry how long to wait after a batch that could not be told
     */
    Changes(
            Supplier<Translator> translation,
            Collection<ObjectKey.Kind> awaited,
            Duration settle,
            Duration retry,
            Clock clock,
            Consumer<Batch> sink) {
        this.translation = translation;
        this.translator = translation.get();
        this.awaited = EnumSet.copyOf(awaited);
        this.settle = settle;
        this.retry = retry;
        this.clock = clock;
        this.sink = sink;
        this.thread = Thread.ofPlatform().name("kubernetes-changes").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** An object is new or different. */
    void put(ObjectKey key, Converted converted, boolean repair) {
        change(key, new Change(converted, repair, clock.instant()));
    }

    /** An object is not there any more. */
    void gone(ObjectKey key, boolean repair) {
        change(key, new Change(null, repair, clock.instant()));
    }

    /** A kind has been listed, or can be done without: the first batch need not wait for it. */
    void decided(ObjectKey.Kind kind) {
        lock.lock();
        try {
            if (awaited.remove(kind)) {
                arrived.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether the first batch is out. */
    boolean isComplete() {
        return complete;
    }

    /** Why the last batch could not be told; empty = it was. */
    String trouble() {
        return trouble;
    }

    /** All refusals that hold now, as the last batch left them. */
    Set<Quarantined> quarantined() {
        return quarantined;
    }

    /** Ends; no batch is delivered after it returns. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            arrived.signal();
        } finally {
            lock.unlock();
        }
        if (Thread.currentThread().threadId() != thread.threadId()) {
            boolean interrupted = false;
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void change(ObjectKey key, Change change) {
        lock.lock();
        try {
            waiting.put(key, change);
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        long next = System.nanoTime();
        while (true) {
            Map<ObjectKey, Change> taken = take(next);
            if (taken == null) {
                return;
            }
            try {
                tell(taken);
                trouble = "";
                next = System.nanoTime() + settle.toNanos();
            } catch (RuntimeException e) {
                log.atError().setCause(e).log("a batch could not be told; everything is told anew");
                trouble = "a change could not be told: " + e;
                translator = translation.get();
                whole = true;
                next = System.nanoTime() + retry.toNanos();
            }
        }
    }

    private @Nullable Map<ObjectKey, Change> take(long notBefore) {
        lock.lock();
        try {
            while (!closed && (!awaited.isEmpty() || (!whole && waiting.isEmpty()))) {
                arrived.await();
            }
            long rest = notBefore - System.nanoTime();
            while (!closed && rest > 0) {
                rest = arrived.awaitNanos(rest);
            }
            if (closed) {
                return null;
            }
            Map<ObjectKey, Change> taken = waiting;
            waiting = new LinkedHashMap<>();
            return taken;
        } catch (InterruptedException e) {
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void tell(Map<ObjectKey, Change> changes) {
        if (whole) {
            tell(complete ? "all told anew" : "initial list", changes);
            return;
        }
        Map<ObjectKey, Change> repairs = new LinkedHashMap<>(changes);
        repairs.values().removeIf(change -> !change.repair());
        changes.keySet().removeAll(repairs.keySet());
        if (!changes.isEmpty()) {
            tell(origin(changes.keySet()), changes);
        }
        if (!repairs.isEmpty()) {
            tell("repair", repairs);
        }
    }

    private void tell(String origin, Map<ObjectKey, Change> changes) {
        List<Fact> put = new ArrayList<>();
        List<ObjectKey> gone = new ArrayList<>();
        List<Quarantined> refused = new ArrayList<>();
        changes.forEach((key, change) -> {
            List<Quarantined> told = List.of();
            switch (change.converted()) {
                case null -> {
                    gone.add(key);
                    facts.remove(key);
                }
                case Converted.Taken taken -> {
                    put.add(taken.fact());
                    facts.put(key, taken.fact());
                    told = taken.findings().stream()
                            .map(finding -> refusal(key, finding))
                            .toList();
                }
                // Its last good version stays.
                case Converted.Refused why -> told = List.of(refusal(key, why.reason()));
            }
            if (told.isEmpty()) {
                refusals.remove(key);
            } else if (!told.equals(refusals.put(key, told))) {
                refused.addAll(told);
            }
        });
        refused.forEach(each -> log.atWarn()
                .addKeyValue(LogKeys.OBJECT, each.object())
                .addKeyValue(LogKeys.REASON, each.reason())
                .log("object refused"));
        Batch batch = translator.apply(
                whole
                        ? new FactChanges(origin, true, List.copyOf(facts.values()), List.of(), refused)
                        : new FactChanges(origin, false, put, gone, refused));
        quarantined = Stream.concat(refusals.values().stream().flatMap(List::stream), translator.quarantined().stream())
                .collect(Collectors.toUnmodifiableSet());
        if (batch.complete() || !batch.isEmpty()) {
            sink.accept(batch.complete() ? batch : batch.seenAt(first(changes.values())));
        }
        whole = false;
        complete = true;
    }

    private Instant first(Collection<Change> changes) {
        return changes.stream().map(Change::seen).min(Comparator.naturalOrder()).orElseGet(clock::instant);
    }

    private static Quarantined refusal(ObjectKey key, String reason) {
        return new Quarantined(PLACE, key.toString(), reason);
    }

    /** {@code change of Service red/web, Pod red/web-1, Pod red/web-2 and 4 more}. */
    private static String origin(Collection<ObjectKey> keys) {
        String named = keys.stream().limit(NAMED).map(ObjectKey::toString).collect(Collectors.joining(", "));
        int more = keys.size() - NAMED;
        return "change of " + named + (more > 0 ? " and " + more + " more" : "");
    }
}
