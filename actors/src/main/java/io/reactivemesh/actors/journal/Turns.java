package io.reactivemesh.actors.journal;

import io.reactivemesh.discovery.port.HistorySource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Lets so many logs at a time be opened or written; the others wait, first come, first served. Without it the first list of a large cluster
 * would ask the database for everything at once, which then answers nobody in time. Any thread.
 */
final class Turns {
    private final int atOnce;
    private final Set<HistorySource.Key> having = new HashSet<>();
    private final Map<HistorySource.Key, Runnable> waiting = new LinkedHashMap<>();

    Turns(int atOnce) {
        this.atOnce = atOnce;
    }

    /**
     * Asks for a turn; those who have one or wait for one have asked already.
     *
     * @param begin is run once, soon or later, by whoever makes room; it must not block
     */
    synchronized void ask(HistorySource.Key key, Runnable begin) {
        if (having.contains(key)) {
            return;
        }
        if (having.size() < atOnce) {
            having.add(key);
            begin.run();
        } else {
            waiting.putIfAbsent(key, begin);
        }
    }

    /** Ends a turn, or the wait for one; does nothing for those who have neither. */
    synchronized void end(HistorySource.Key key) {
        waiting.remove(key);
        if (!having.remove(key) || waiting.isEmpty()) {
            return;
        }
        Map.Entry<HistorySource.Key, Runnable> next =
                waiting.entrySet().iterator().next();
        waiting.remove(next.getKey());
        having.add(next.getKey());
        next.getValue().run();
    }
}
