package io.reactivemesh.actors.kube;

import io.reactivemesh.actors.kube.Retelling.Change;
import io.reactivemesh.actors.source.ObjectConversion.Converted;
import io.reactivemesh.actors.translate.Batch;
import io.reactivemesh.actors.translate.Batch.Quarantined;
import io.reactivemesh.actors.translate.DanglingReference;
import io.reactivemesh.actors.translate.ObjectKey;
import io.reactivemesh.actors.translate.Translator;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes of objects on their way to the sink: joined, translated, and told, one batch at a time.
 *
 * <p>Of each object only the newest change waits, so there are never more than there are objects. A change that comes alone is told at
 * once, by the thread that brings it: waking another would cost more than the change itself. Those that come while a batch is told, or
 * within {@code settle} after it, wait for the next, which a thread of our own tells. The first batch holds everything, and is told when
 * all awaited kinds are decided.
 *
 * <p>Should the sink fail, nobody knows what of that batch has come through. So everything is translated anew, and told as if for the first
 * time. An object that can't be translated is quarantined, as one that can't be read.
 */
final class Changes implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Changes.class);

    private final Retelling retelling;
    private final Duration settle;
    private final Duration retry;
    private final Clock clock;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Condition told = lock.newCondition();
    private final Set<ObjectKey.Kind> awaited;
    private Map<ObjectKey, Change> waiting = new LinkedHashMap<>();
    /** Who tells a batch at this moment. */
    private @Nullable Thread telling;
    /** When the next may be told, as {@link System#nanoTime}. */
    private long next = System.nanoTime();

    private boolean closed;
    private volatile String trouble = "";

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
        this.retelling = new Retelling(translation, clock, sink);
        this.awaited = EnumSet.copyOf(awaited);
        this.settle = settle;
        this.retry = retry;
        this.clock = clock;
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
        return retelling.isComplete();
    }

    /** Why the last batch could not be told; empty = it was. */
    String trouble() {
        return trouble;
    }

    /** All refusals that hold now, as the last batch left them. */
    Set<Quarantined> quarantined() {
        return retelling.quarantined();
    }

    /** What routes name and is not there, as the last batch left it. */
    Set<DanglingReference> dangling() {
        return retelling.dangling();
    }

    /** Ends; no batch is delivered after it returns. */
    @Override
    public void close() {
        Thread caller = Thread.currentThread();
        lock.lock();
        try {
            closed = true;
            arrived.signal();
            while (telling != null && !telling.equals(caller)) {
                told.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private void change(ObjectKey key, Change change) {
        Map<ObjectKey, Change> alone;
        lock.lock();
        try {
            waiting.put(key, change);
            if (!isDue() || next - System.nanoTime() > 0) {
                arrived.signal();
                return;
            }
            alone = take();
        } finally {
            lock.unlock();
        }
        tell(alone);
    }

    private void run() {
        while (true) {
            Map<ObjectKey, Change> taken;
            lock.lock();
            try {
                if (!awaitDue()) {
                    return;
                }
                taken = take();
            } catch (InterruptedException e) {
                return;
            } finally {
                lock.unlock();
            }
            tell(taken);
        }
    }

    /** Blocks until there is something to tell; false = never. Under the lock. */
    private boolean awaitDue() throws InterruptedException {
        while (!closed) {
            long rest = next - System.nanoTime();
            if (!isDue()) {
                arrived.await();
            } else if (rest > 0) {
                long _ = arrived.awaitNanos(rest);
            } else {
                return true;
            }
        }
        return false;
    }

    /** Whether there is something to tell, and nobody who does. Under the lock. */
    private boolean isDue() {
        return !closed && telling == null && awaited.isEmpty() && (!waiting.isEmpty() || retelling.isWholeNext());
    }

    private Map<ObjectKey, Change> take() {
        telling = Thread.currentThread();
        Map<ObjectKey, Change> taken = waiting;
        waiting = new LinkedHashMap<>();
        return taken;
    }

    private void tell(Map<ObjectKey, Change> taken) {
        Duration pause = retry;
        try {
            retelling.tell(taken);
            trouble = "";
            pause = settle;
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("a batch could not be told; everything is told anew");
            trouble = "a change could not be told: " + e;
            retelling.forget();
        } finally {
            lock.lock();
            try {
                telling = null;
                next = System.nanoTime() + pause.toNanos();
                if (isDue()) {
                    arrived.signal();
                }
                told.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
