package io.reactivemesh.proxy.stack;

/** Runs a task when it has been told often enough. Event loop only. */
public final class Countdown implements Runnable {

    private final Runnable task;
    private int left;

    /**
     * Creates a countdown.
     *
     * @param count how often it is to be told, 1 or more
     */
    public Countdown(int count, Runnable task) {
        this.left = count;
        this.task = task;
    }

    @Override
    public void run() {
        left--;
        if (left == 0) {
            task.run();
        }
    }
}
