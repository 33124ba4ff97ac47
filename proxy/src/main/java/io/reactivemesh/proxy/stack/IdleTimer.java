package io.reactivemesh.proxy.stack;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Goes off when nothing has happened for a while. Touching it costs reading the clock: one timer runs at a time, and looks when it goes
 * off how much of the while is left. Event loop only.
 */
final class IdleTimer {

    private final @Nullable Duration time;
    private final FailFast.Timer timer;
    private final LoopClock clock;
    private final Runnable task;
    private Runnable cancel = () -> {};
    private long touched;

    /**
     * Creates a timer that does not run yet.
     *
     * @param time null = it never goes off
     */
    IdleTimer(@Nullable Duration time, FailFast.Timer timer, LoopClock clock, Runnable task) {
        this.time = time;
        this.timer = timer;
        this.clock = clock;
        this.task = task;
    }

    void start() {
        if (time != null) {
            touched = clock.refresh();
            cancel = timer.schedule(this::look, time);
        }
    }

    /** Something has happened. */
    void touch() {
        if (time != null) {
            touched = clock.refresh();
        }
    }

    private void look() {
        if (time == null) {
            return;
        }
        Duration left = time.minusNanos(clock.refresh() - touched);
        if (left.isPositive()) {
            cancel = timer.schedule(this::look, left);
        } else {
            task.run();
        }
    }

    void stop() {
        cancel.run();
    }
}
