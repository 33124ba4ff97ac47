package io.reactivemesh.actors.kube;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Time moved by hand; what is due is done by whoever moves it. */
final class ManualTimers implements Timers {
    private final List<Task> tasks = new ArrayList<>();
    private long now = 1_000;

    private record Task(long at, Runnable work) {}

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public Timer after(Duration delay, Runnable work) {
        Task task = new Task(now + delay.toNanos(), work);
        tasks.add(task);
        return () -> tasks.remove(task);
    }

    /** Lets time pass, doing what is due when it is due. */
    void pass(Duration time) {
        long end = now + time.toNanos();
        while (true) {
            Task next = tasks.stream().min(Comparator.comparingLong(Task::at)).orElse(null);
            if (next == null || next.at() > end) {
                now = end;
                return;
            }
            now = next.at();
            tasks.remove(next);
            next.work().run();
        }
    }
}
