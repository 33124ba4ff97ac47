package io.reactivemesh.proxy.stack;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Things in use, and those that were until a moment ago: made when first asked for, given up when nobody has used them for the
 * idle time, which starts anew with each last use. Event loop only.
 *
 * @param <K> what names a thing
 * @param <V> the thing
 */
public final class IdleCache<K, V> {

    /** One use of a cached thing. */
    public final class Lease {

        private final Entry entry;
        private boolean released;

        private Lease(Entry entry) {
            this.entry = entry;
        }

        /** The thing. */
        public V value() {
            return entry.value;
        }

        /** Ends this use. Idempotent. */
        public void release() {
            if (!released) {
                released = true;
                entry.users--;
                if (entry.users == 0) {
                    entry.lastUse++;
                    long mine = entry.lastUse;
                    Runnable _ = timer.schedule(() -> evict(entry, mine), idleTimeout);
                }
            }
        }
    }

    private final class Entry {

        private final K key;
        private final V value;
        private int users;
        private long lastUse;

        private Entry(K key, V value) {
            this.key = key;
            this.value = value;
        }
    }

    private final Map<K, Entry> entries = new HashMap<>();
    private final Function<K, V> create;
    private final Consumer<V> close;
    private final Duration idleTimeout;
    private final FailFast.Timer timer;

    /**
     * Creates an empty cache.
     *
     * @param close gives up a thing that has been idle for too long
     */
    public IdleCache(Function<K, V> create, Consumer<V> close, Duration idleTimeout, FailFast.Timer timer) {
        this.create = create;
        this.close = close;
        this.idleTimeout = idleTimeout;
        this.timer = timer;
    }

    /** A use of the thing of that name, to be released. */
    public Lease acquire(K key) {
        Entry entry = entries.get(key);
        if (entry == null) {
            entry = new Entry(key, create.apply(key));
            entries.put(key, entry);
        }
        entry.users++;
        return new Lease(entry);
    }

    private void evict(Entry entry, long mine) {
        if (entry.users == 0 && entry.lastUse == mine && entries.remove(entry.key, entry)) {
            close.accept(entry.value);
        }
    }

    /** How many things are held. */
    public int size() {
        return entries.size();
    }

    /** Gives everything up, in use or not. */
    public void close() {
        List<Entry> all = List.copyOf(entries.values());
        entries.clear();
        all.forEach(entry -> close.accept(entry.value));
    }
}
