package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.stack.FailFast;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** The destinations in use on one event loop, and those that were until a moment ago. Event loop only. */
final class Destinations {

    private final Map<Destination.Key, Destination> cache = new HashMap<>();
    private final Function<Destination.Key, Destination> create;
    private final Duration idleTimeout;
    private final FailFast.Timer timer;
    private long generation;

    /**
     * Creates an empty cache.
     *
     * @param create starts discovery for a destination and builds its stacks
     * @param idleTimeout how long an unused destination is kept
     */
    Destinations(Function<Destination.Key, Destination> create, Duration idleTimeout, FailFast.Timer timer) {
        this.create = create;
        this.idleTimeout = idleTimeout;
        this.timer = timer;
    }

    /** The destination of that key, to be given back by {@link #release}. */
    Destination acquire(Destination.Key key) {
        Destination destination = cache.get(key);
        if (destination == null) {
            destination = create.apply(key);
            cache.put(key, destination);
        }
        destination.acquire();
        return destination;
    }

    /** Gives a destination back; the idle time starts anew with each last use. */
    void release(Destination destination) {
        if (destination.release()) {
            long mine = ++generation;
            destination.released = mine;
            Runnable _ = timer.schedule(() -> evict(destination, mine), idleTimeout);
        }
    }

    private void evict(Destination destination, long mine) {
        if (destination.unused() && destination.released == mine) {
            cache.remove(destination.key());
            destination.close();
        }
    }

    void close() {
        cache.values().forEach(Destination::close);
        cache.clear();
    }
}
