package io.reactivemesh.discovery.stage;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What each step leads to, computed once and shared by all streams that take the same step. Steps are the same when both ends are the
 * same <em>objects</em>: streams that ask the same are handed the same objects by their source, so this hits without comparing sets.
 *
 * <p>An entry lives as long as both ends of its step do; a result must therefore not hold on to either. Any thread.
 */
public final class StepMemo<T, R> {
    private final Function<Step<T>, R> compute;
    private final ConcurrentHashMap<Ends, R> results = new ConcurrentHashMap<>();
    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();

    /**
     * An empty memo.
     *
     * @param compute pure; called at most once for a step, in the thread of whoever comes first
     */
    public StepMemo(Function<Step<T>, R> compute) {
        this.compute = compute;
    }

    /** The result of a step. */
    public R of(Step<T> step) {
        forgetCollected();
        R known = results.get(new Held(step.before(), step.after()));
        return known != null
                ? known
                : results.computeIfAbsent(new Weak(step.before(), step.after(), collected), _ -> compute.apply(step));
    }

    /** Results that are held now. */
    int size() {
        forgetCollected();
        return results.size();
    }

    private void forgetCollected() {
        for (Reference<?> end = collected.poll(); end != null; end = collected.poll()) {
            if (end instanceof WeakEnd weak) {
                results.remove(weak.ends);
            }
        }
    }

    /** Both ends of a step, compared by identity. */
    private abstract static sealed class Ends {
        private final int hash;

        Ends(@Nullable Object before, Object after) {
            this.hash = 31 * System.identityHashCode(before) + System.identityHashCode(after);
        }

        abstract @Nullable Object before();

        /** Null once it was collected. */
        abstract @Nullable Object after();

        abstract boolean first();

        @Override
        public final int hashCode() {
            return hash;
        }

        @SuppressWarnings("ReferenceEquality")
        @Override
        public final boolean equals(@Nullable Object other) {
            if (this == other) {
                return true;
            }
            if (!(other instanceof Ends ends) || hash != ends.hash || first() != ends.first()) {
                return false;
            }
            Object after = after();
            Object before = before();
            return after != null && after == ends.after() && (first() || before != null) && before == ends.before();
        }
    }

    /** For asking. */
    private static final class Held extends Ends {
        private final @Nullable Object before;
        private final Object after;

        Held(@Nullable Object before, Object after) {
            super(before, after);
            this.before = before;
            this.after = after;
        }

        @Override
        @Nullable
        Object before() {
            return before;
        }

        @Override
        Object after() {
            return after;
        }

        @Override
        boolean first() {
            return before == null;
        }
    }

    /** For keeping. */
    private static final class Weak extends Ends {
        private final @Nullable WeakEnd before;
        private final WeakEnd after;

        Weak(@Nullable Object before, Object after, ReferenceQueue<Object> queue) {
            super(before, after);
            this.before = before == null ? null : new WeakEnd(before, queue, this);
            this.after = new WeakEnd(after, queue, this);
        }

        @Override
        @Nullable
        Object before() {
            return before == null ? null : before.get();
        }

        @Override
        @Nullable
        Object after() {
            return after.get();
        }

        @Override
        boolean first() {
            return before == null;
        }
    }

    private static final class WeakEnd extends WeakReference<Object> {
        private final Ends ends;

        WeakEnd(Object referent, ReferenceQueue<Object> queue, Ends ends) {
            super(referent, queue);
            this.ends = ends;
        }
    }
}
