package io.reactivemesh.proxy.control;

import java.time.Duration;

/** Runs something later on the control loop. */
@FunctionalInterface
interface Timers {

    /** Runs a task once after a delay, unless it is cancelled before. */
    Timer after(Duration delay, Runnable task);

    /** A task that waits. */
    @FunctionalInterface
    interface Timer {

        /** Takes it back; nothing happens when it has run. */
        void cancel();
    }
}
