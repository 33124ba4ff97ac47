package io.reactivemesh.actors.kube;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Time, and what is to be done later. */
interface Timers {
    /** As {@link System#nanoTime}. */
    long nanoTime();

    /** Does something after a while, once; it must not block. */
    Timer after(Duration delay, Runnable task);

    /** Something to be done later. */
    interface Timer {
        Timer NONE = () -> {};

        /** Sees to it that it is not; without effect when it is done. */
        void cancel();
    }

    /** Real time, on one thread. */
    final class Real implements Timers, AutoCloseable {
        private final ScheduledThreadPoolExecutor executor;

        Real(String thread) {
            executor = new ScheduledThreadPoolExecutor(
                    1, Thread.ofPlatform().name(thread).daemon().factory());
            executor.setRemoveOnCancelPolicy(true);
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public Timer after(Duration delay, Runnable task) {
            try {
                ScheduledFuture<?> scheduled = executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
                return () -> scheduled.cancel(false);
            } catch (RejectedExecutionException e) {
                return Timer.NONE; // closed: nothing is to be done any more
            }
        }

        @Override
        public void close() {
            executor.shutdownNow();
        }
    }
}
