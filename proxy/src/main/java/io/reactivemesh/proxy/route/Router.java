package io.reactivemesh.proxy.route;

import io.reactivemesh.proxy.stack.RequestHead;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rule for a request: the best host first, then the best match by {@link Rank}; among equals the first in the order of
 * the routes and their rules. Immutable; any thread. Finding in a table that has one answer for everything costs nothing.
 *
 * @param <T> what a rule leads to
 */
public final class Router<T> {

    /**
     * What was found.
     *
     * @param by the match that decided; redirects that replace a prefix need to know
     */
    public record Found<T>(T leadsTo, RequestMatch by) {}

    private record Candidate<T>(List<HostMatch> hosts, Found<T> found) {}

    private final List<Candidate<T>> candidates = new ArrayList<>();
    private final @Nullable Found<T> onlyAnswer;

    /** Creates a router of these routes, the most important first. */
    public Router(List<Route<T>> routes) {
        for (Route<T> route : routes) {
            for (Route.Rule<T> rule : route.rules()) {
                for (RequestMatch match : rule.matches()) {
                    candidates.add(new Candidate<>(route.hosts(), new Found<>(rule.leadsTo(), match)));
                }
            }
        }
        boolean single = candidates.size() == 1
                && candidates.getFirst().hosts.isEmpty()
                && candidates.getFirst().found.by.matchesAll();
        onlyAnswer = single ? candidates.getFirst().found : null;
    }

    /** The rule for a request, or null when there is none. */
    public @Nullable Found<T> find(RequestHead head) {
        return onlyAnswer != null ? onlyAnswer : search(new Requested(head));
    }

    private @Nullable Found<T> search(Requested request) {
        Found<T> best = null;
        int bestHost = HostMatch.NO_MATCH;
        long bestRank = Rank.NO_MATCH;
        for (Candidate<T> candidate : candidates) {
            int host = candidate.hosts.isEmpty() ? HostMatch.ANY : HostMatch.best(candidate.hosts, request.host());
            if (host == HostMatch.NO_MATCH || host < bestHost) {
                continue;
            }
            long rank = candidate.found.by.rank(request);
            if (rank != Rank.NO_MATCH && (host > bestHost || rank > bestRank)) {
                best = candidate.found;
                bestHost = host;
                bestRank = rank;
            }
        }
        return best;
    }
}
