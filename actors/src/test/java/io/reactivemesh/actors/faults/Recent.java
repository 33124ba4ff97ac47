package io.reactivemesh.actors.faults;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last events of a resource in all its watches. Any thread. */
final class Recent {
    private static final int KEPT = 16;

    private final Deque<String> events = new ArrayDeque<>();

    synchronized void add(String event) {
        events.addLast(event);
        if (events.size() > KEPT) {
            events.removeFirst();
        }
    }

    synchronized List<String> events() {
        return List.copyOf(events);
    }
}
