package io.reactivemesh.ops.bench;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A watch beside the control plane's own that does nothing but note when the API server tells of something: what no control plane could
 * know any sooner. It has a thread of its own.
 */
final class BareWatch implements AutoCloseable {
    private static final Duration FOR_EVER = Duration.ZERO;

    private final ApiSocket socket;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition told = lock.newCondition();
    private long heardAt = System.nanoTime();
    private boolean over;

    private BareWatch(ApiSocket socket) {
        this.socket = socket;
    }

    /** Opens a watch; from its return on it hears what changes. */
    static BareWatch open(Config config, String path) throws IOException {
        ApiSocket socket = ApiSocket.connect(config, FOR_EVER);
        try {
            socket.watch(path);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        BareWatch watch = new BareWatch(socket);
        Thread.ofPlatform().daemon().name("bench-watch").start(watch::run);
        return watch;
    }

    private void run() {
        try {
            while (true) {
                socket.await();
                heard(System.nanoTime(), false);
            }
        } catch (IOException e) {
            // The API server ended it, or we did: those who wait hear of nothing.
            heard(heardAt, true);
        }
    }

    private void heard(long at, boolean last) {
        lock.lock();
        try {
            heardAt = at;
            over = last;
            told.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** When something was last heard that was not heard before {@code since}; blocks for it, empty = nothing in time. */
    OptionalLong heardSince(long since, Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long rest = atMost.toNanos();
            while (heardAt - since < 0 && !over && rest > 0) {
                rest = told.awaitNanos(rest);
            }
            return heardAt - since < 0 ? OptionalLong.empty() : OptionalLong.of(heardAt);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
