package io.reactivemesh.proxy.stack;

import io.reactivemesh.proxy.admin.Counter;
import io.reactivemesh.proxy.admin.Labels;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.admin.StackFamilies;

/** Counts how the stacks of one name on one event loop fare: built, given up, asked by calls. Event loop only. */
public final class StackMeter implements QueueObserver {

    private final Labels labels;
    private final Counter created;
    private final Counter dropped;
    private final Counter ready;
    private final Counter notReady;
    private final Counter refused;
    private final Counter waitedNanos;

    /**
     * Resolves the cells.
     *
     * @param labels direction, protocol and name
     */
    public StackMeter(Metrics metrics, Labels labels) {
        this.labels = labels;
        this.created = metrics.counter(StackFamilies.CREATE_TOTAL, labels);
        this.dropped = metrics.counter(StackFamilies.DROP_TOTAL, labels);
        this.ready = polls(metrics, labels, "true");
        this.notReady = polls(metrics, labels, "false");
        this.refused = polls(metrics, labels, "error");
        this.waitedNanos = metrics.counter(StackFamilies.POLL_TOTAL_MS, labels);
    }

    private static Counter polls(Metrics metrics, Labels labels, String answer) {
        return metrics.counter(StackFamilies.POLL_TOTAL, labels.and("ready", answer));
    }

    /** The layer that counts the calls to a stack which is always ready. */
    public <C extends Call> Layer<C> layer() {
        return below -> call -> {
            ready.increment();
            below.call(call);
        };
    }

    /** A stack was built. */
    public void created() {
        created.increment();
    }

    /** A stack was given up. */
    public void dropped() {
        dropped.increment();
    }

    @Override
    public void passed(long waited) {
        ready.increment();
        if (waited > 0) {
            notReady.increment();
            waitedNanos.add(waited);
        }
    }

    @Override
    public void refused() {
        refused.increment();
    }

    @Override
    public void requested() {
        // Counted by what becomes of it.
    }

    @Override
    public void waiting(int calls) {
        // Counted when the wait is over, with its time.
    }

    @Override
    public void gateShut() {
        FailFastLog.entered(labels);
    }

    @Override
    public void gateOpened() {
        FailFastLog.exited(labels);
    }
}
