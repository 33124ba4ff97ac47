package io.reactivemesh.actors.service;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A route that applies to a Service: to all who call it if it is in the Service's own namespace, else to callers of the route's namespace.
 *
 * @param ports of the Service to which it applies; empty = all
 */
public record AttachedRoute(DeclaredRoute route, SortedSet<Integer> ports) {
    public AttachedRoute {
        ports = Collections.unmodifiableSortedSet(new TreeSet<>(ports));
    }

    /** What it is called among the routes of a Service. */
    public String key() {
        var object = route.object();
        return object.kind() + "." + object.group() + " " + object.namespace() + "/" + object.name();
    }

    boolean appliesTo(int port) {
        return ports.isEmpty() || ports.contains(port);
    }
}
