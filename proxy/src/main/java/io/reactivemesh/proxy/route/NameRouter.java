package io.reactivemesh.proxy.route;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route for the server name of a TLS connection: exact names before suffixes, longer before shorter, then the first.
 *
 * @param <T> what a route leads to
 */
public final class NameRouter<T> {

    /** Some names and what they lead to; no names = any. */
    public record NamedRoute<T>(List<HostMatch> names, T leadsTo) {

        /** Copies the list. */
        public NamedRoute {
            names = List.copyOf(names);
        }
    }

    private final List<NamedRoute<T>> routes;

    /** Creates a router of these routes, the most important first. */
    public NameRouter(List<NamedRoute<T>> routes) {
        this.routes = List.copyOf(routes);
    }

    /** The route for a server name, or null when there is none. */
    public @Nullable T find(String serverName) {
        String name = serverName.toLowerCase(Locale.ROOT);
        T best = null;
        int bestRank = HostMatch.NO_MATCH;
        for (NamedRoute<T> route : routes) {
            int rank = HostMatch.best(route.names(), name);
            if (rank > bestRank) {
                best = route.leadsTo();
                bestRank = rank;
            }
        }
        return best;
    }
}
