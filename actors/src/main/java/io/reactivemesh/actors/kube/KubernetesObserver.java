package io.reactivemesh.actors.kube;

import io.reactivemesh.actors.translate.ObjectKey;
import java.time.Duration;

/** What a {@link KubernetesSource} does, for metrics. Called from any thread, often; must be quick. */
public interface KubernetesObserver {
    /** Tells nobody. */
    KubernetesObserver NONE = new KubernetesObserver() {};

    /** What a watch told. */
    enum Event {
        ADDED,
        MODIFIED,
        DELETED,
        /** That it is alive, and up to which version. */
        BOOKMARK,
        /** Older than what is known already: passed over. */
        STALE
    }

    /** Why a watch was begun anew. */
    enum WatchEnd {
        /** It had its time. */
        EXPIRED,
        /** It ended before its time, or could not be begun. */
        DROPPED,
        /** It had told nothing, not even a bookmark, for too long. */
        SILENT,
        /** It had to go on from a version that the server does not have any more; a list follows. */
        GONE,
        /** A comparison found what it should have told. */
        LOSSY
    }

    /** The number of objects of a kind that are held. */
    default void objects(ObjectKey.Kind kind, int objects) {}

    /** A whole list was taken in. */
    default void listed(ObjectKey.Kind kind, Duration took) {}

    /** A list or watch, or a part of one, was refused or came to nothing. */
    default void failed(ObjectKey.Kind kind) {}

    default void watchEnded(ObjectKey.Kind kind, WatchEnd reason) {}

    default void event(ObjectKey.Kind kind, Event event) {}

    /** From a change of an object, by what it says itself, to its event here; a second is the finest that most objects say. */
    default void lag(ObjectKey.Kind kind, Duration lag) {}

    /** A comparison found a difference, and made it good. */
    default void repaired(ObjectKey.Kind kind) {}

    /** A request was sent to the API server. */
    default void requested() {}

    /** Bytes came from the API server. */
    default void received(long bytes) {}
}
