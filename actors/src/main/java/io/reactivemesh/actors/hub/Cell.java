package io.reactivemesh.actors.hub;

import java.time.Instant;
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

        /** When the source saw the change that led to the newest value; null = no change did, it was so already. */
        default @Nullable Instant seen() {
            return null;
        }

        /** Stops looking; idempotent. */
        @Override
        void close();
    }
}
