package io.reactivemesh.actors.translate;

import java.util.function.Consumer;

/** A source of desired documents: Kubernetes objects watched and translated. */
public interface DocumentSource extends AutoCloseable {
    /**
     * Starts watching. The first batch is {@link Batch#complete}.
     *
     * @param sink called from one thread at a time, in order; must not block for long
     */
    void start(Consumer<Batch> sink);

    /** Stops watching; idempotent. No batch is delivered after it returns. */
    @Override
    void close();
}
