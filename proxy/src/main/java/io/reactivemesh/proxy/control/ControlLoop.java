package io.reactivemesh.proxy.control;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The one thread that owns everything of the control clients. What is handed to it before {@link #open} waits, in order,
 * until then.
 */
final class ControlLoop implements Executor {

    private final EventLoop loop;
    private final LongSupplier nanoTime;
    private final List<Runnable> waiting = new ArrayList<>();
    private boolean open;

    ControlLoop(EventLoop loop, LongSupplier nanoTime) {
        this.loop = loop;
        this.nanoTime = nanoTime;
    }

    /** Runs a first task, then all that wait, then whatever comes. */
    void open(Runnable first) {
        synchronized (waiting) {
            open = true;
            submit(first);
            waiting.forEach(this::submit);
            waiting.clear();
        }
    }

    /** Runs a task on the loop; once the loop has shut down there is nobody left to tell, and nothing happens. */
    @Override
    public void execute(Runnable task) {
        synchronized (waiting) {
            if (!open) {
                waiting.add(task);
                return;
            }
        }
        submit(task);
    }

    private void submit(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            if (!loop.isShuttingDown()) {
                throw e;
            }
        }
    }

    long nanoTime() {
        return nanoTime.getAsLong();
    }

    Timers timers() {
        return timers(loop);
    }

    static Timers timers(EventLoop loop) {
        return (delay, task) -> {
            ScheduledFuture<?> future = loop.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        };
    }
}
