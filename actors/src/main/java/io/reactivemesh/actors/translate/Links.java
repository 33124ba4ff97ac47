package io.reactivemesh.actors.translate;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** A reverse index: what leads to a key. Sorted, so that what is derived from it does not depend on arrival. Not thread-safe. */
final class Links<K, V extends Comparable<? super V>> {
    private final Map<K, SortedSet<V>> sources = new HashMap<>();

    void set(K key, V source, boolean on) {
        if (on) {
            sources.computeIfAbsent(key, _ -> new TreeSet<>()).add(source);
            return;
        }
        SortedSet<V> left = sources.get(key);
        if (left != null && left.remove(source) && left.isEmpty()) {
            sources.remove(key);
        }
    }

    SortedSet<V> of(K key) {
        return Collections.unmodifiableSortedSet(sources.getOrDefault(key, Collections.emptySortedSet()));
    }
}
