package io.reactivemesh.actors.kube;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What the API is asked about one resource in one version. Requests are sent once; whoever asks tries again. */
interface Api {
    /**
     * One page of a list.
     *
     * @param token where the page before ended; null = the first
     * @param metadataOnly of whole objects, only the metadata
     * @return fails with {@link ApiFailure}; when it is completed by somebody else, the request is given up
     */
    CompletableFuture<KubeObjectList> list(@Nullable String token, int limit, boolean metadataOnly);

    /**
     * A watch of what happens after a version, with bookmarks.
     *
     * @param life after which the server is to end it; whole seconds
     */
    Watch watch(String version, Duration life, Listener listener);

    /** An open watch. */
    interface Watch {
        /** Ends it; nothing more is told, except what is being told right now. */
        void close();
    }

    /** What a watch tells. */
    enum Event {
        ADDED,
        MODIFIED,
        DELETED,
        BOOKMARK
    }

    /** Who is told; one call at a time. */
    interface Listener {
        void opened();

        void told(Event event, KubeObject object);

        /**
         * It is over.
         *
         * @param failure null = it ended in good order
         */
        void ended(@Nullable ApiFailure failure);
    }
}
