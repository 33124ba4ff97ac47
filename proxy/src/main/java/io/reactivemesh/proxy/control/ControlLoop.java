package io.reactivemesh.proxy.control;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The one thread that owns everything of the control clients. */
final class ControlLoop implements Executor {

    private final EventLoop loop;
    private final LongSupplier nanoTime;

    ControlLoop(EventLoop loop, LongSupplier nanoTime) {
        this.loop = loop;
        this.nanoTime = nanoTime;
    }

    /** Runs a task on the loop; once the loop has shut down there is nobody left to tell, and nothing happens. */
    @Override
    public void execute(Runnable task) {
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
        return (delay, task) -> {
            ScheduledFuture<?> future = loop.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        };
    }
}
