package io.reactivemesh.actors.hub;

import org.jspecify.annotations.Nullable;

/** A value that changes while somebody looks. Any thread. */
interface Cell<T> {
    /**
     * Starts looking.
     *
     * @param wake called after the newest value changed, from any thread, perhaps while this call still runs; must not block
     */
    Look<T> look(Runnable wake);

    /** One who looks. */
    interface Look<T> extends AutoCloseable {
        /** The newest value: the same object until it differs; null = nothing is known yet. */
        @Nullable
        T newest();

        /** Stops looking; idempotent. */
        @Override
        void close();
    }
}
