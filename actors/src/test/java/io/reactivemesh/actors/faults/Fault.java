package io.reactivemesh.actors.faults;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One thing that goes wrong between an informer and its API server.
 *
 * <p>Faults of requests wait for their next requests; faults of open watches hit at once, those that come later are well; faults of events
 * last until the proxy is healed. An informer is expected to survive all of them, in the sense that what it holds is what the API server
 * holds, soon after the proxy is healed. It can only do so through its periodic re-list where an event is {@link Lost}: nothing in a watch
 * tells that.
 */
public sealed interface Fault {
    /** Plural name of the resource that it is about; null = every one. */
    @Nullable
    String resource();

    /** Whether it is about this resource. */
    default boolean hits(String plural) {
        return resource() == null || plural.equals(resource());
    }

    // ---- requests

    /** A fault that is used up by requests. */
    sealed interface OfRequests extends Fault {
        /** How many requests it is for. */
        int times();
    }

    /**
     * A list is answered with an HTTP status.
     *
     * @param retryAfterSeconds sent as Retry-After; null = not sent
     */
    record ListRefused(
            @Nullable String resource, int status, @Nullable Integer retryAfterSeconds, int times)
            implements OfRequests {}

    /** A watch is answered with an HTTP status, such as 410 where the API server's history does not reach back far enough. */
    record WatchRefused(
            @Nullable String resource, int status, @Nullable Integer retryAfterSeconds, int times)
            implements OfRequests {}

    /** A watch is not answered at all: whatever took it in forgot it. */
    record WatchUnanswered(@Nullable String resource, int times) implements OfRequests {}

    /** A list takes its time. */
    record ListSlow(@Nullable String resource, Duration by, int times) implements OfRequests {}

    /** A list ends in the middle of its body, with the connection. */
    record ListTorn(@Nullable String resource, int times) implements OfRequests {}

    /** The next page of a list has expired: 410, as after a compaction in etcd. */
    record ContinueExpired(@Nullable String resource, int times) implements OfRequests {}

    /** All history is forgotten, and with it all pages of lists, as after a compaction of etcd. Only where the backend is able to. */
    record Compacted() implements Fault {
        @Override
        public @Nullable String resource() {
            return null;
        }
    }

    // ---- open watches

    /** A fault that hits the watches that are open. */
    sealed interface OfWatches extends Fault {}

    /** The connection of a watch is gone. */
    record WatchDropped(@Nullable String resource) implements OfWatches {}

    /** The connection of a watch is gone in the middle of an event. */
    record WatchTorn(@Nullable String resource) implements OfWatches {}

    /** A watch ends in good order, as the API server ends each after a while. */
    record WatchEnded(@Nullable String resource) implements OfWatches {}

    /** Nothing arrives any more, and nobody says so: a middlebox forgot the connection. */
    record WatchSilent(@Nullable String resource) implements OfWatches {}

    /** The API server says ERROR inside a watch, and ends it. 410: its history does not reach back far enough. */
    record WatchError(@Nullable String resource, int code) implements OfWatches {}

    // ---- events

    /** A fault that lasts. */
    sealed interface OfEvents extends Fault {}

    /** Events come twice. */
    record Duplicated(@Nullable String resource) implements OfEvents {}

    /**
     * Events come again later, after newer events of the same object, of others, or of its deletion, and also in later watches. An informer
     * must pass over what is older than what it knows of the object, be it that it is gone: a resourceVersion never goes back.
     */
    record Replayed(@Nullable String resource) implements OfEvents {}

    /**
     * Neighbouring events change places: the older one comes after the newer one, of the same object or of another. Of the same object the
     * older one must be passed over, of another it must not. No event is moved past a bookmark, nor is one kept when its watch ends:
     * then it would be lost, see {@link Lost}.
     */
    record Swapped(@Nullable String resource) implements OfEvents {}

    /** Events come late, in order. */
    record Delayed(@Nullable String resource, Duration by) implements OfEvents {}

    /**
     * Events do not come at all, though the watch goes on. No API server does that; only the re-list finds out.
     *
     * @param times how many
     */
    record Lost(@Nullable String resource, int times) implements OfEvents {}
}
