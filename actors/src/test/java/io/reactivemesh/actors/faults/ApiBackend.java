package io.reactivemesh.actors.faults;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What is behind the proxy: an API server, as far as an informer needs one. Calls block; any thread. */
public sealed interface ApiBackend extends AutoCloseable permits RealBackend, MockBackend {
    /**
     * Answers anything but a watch.
     *
     * @throws IOException when it can't be reached
     */
    Answer answer(Call call) throws IOException, InterruptedException;

    /**
     * Opens a watch.
     *
     * @throws IOException when it can't be reached
     */
    Watch watch(Call call) throws IOException, InterruptedException;

    /**
     * Forgets what happened so far, in all collections: who asks for it is told that it expired.
     *
     * @return false = can't
     */
    boolean compact();

    @Override
    void close();

    /** An answer with its body. */
    record Answer(int status, String body) {}

    /** The answer to a watch. */
    sealed interface Watch {
        /** Refused. */
        record Refused(Answer answer) implements Watch {}

        /** Granted; to be closed. */
        record Granted(Events events) implements Watch {}
    }

    /** The events of a watch. */
    interface Events extends AutoCloseable {
        /**
         * Waits for the next event.
         *
         * @return one line of JSON; null = ended in good order, or closed
         * @throws IOException when the connection is gone
         */
        @Nullable
        String next() throws IOException, InterruptedException;

        /** Ends it; whoever waits goes on. */
        @Override
        void close();
    }
}
