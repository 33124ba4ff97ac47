package io.reactivemesh.proxy.control;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * One watcher on its own executor. Told from the control loop; closed from any thread.
 *
 * @param <U> what it is told
 */
final class Subscriber<U> {

    private final Executor executor;
    private final Consumer<U> listener;
    private volatile boolean closed;

    Subscriber(Executor executor, Consumer<U> listener) {
        this.executor = executor;
        this.listener = listener;
    }

    void close() {
        closed = true;
    }

    boolean closed() {
        return closed;
    }

    void tell(U update) {
        executor.execute(() -> {
            if (!closed) {
                listener.accept(update);
            }
        });
    }
}
