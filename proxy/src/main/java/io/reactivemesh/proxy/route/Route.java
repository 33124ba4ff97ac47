package io.reactivemesh.proxy.route;

import java.util.List;
import java.util.function.Function;

/**
 * Some hosts, and the rules for what is addressed to them.
 *
 * @param hosts empty = any
 * @param rules in the order in which ties are broken
 * @param <T> what a rule leads to
 */
public record Route<T>(List<HostMatch> hosts, List<Rule<T>> rules) {

    /** Copies the lists. */
    public Route {
        hosts = List.copyOf(hosts);
        rules = List.copyOf(rules);
    }

    /**
     * What some requests lead to.
     *
     * @param matches one of them has to match, the best one counts; not empty
     */
    public record Rule<T>(List<RequestMatch> matches, T leadsTo) {

        /** Copies the list. */
        public Rule {
            matches = List.copyOf(matches);
            if (matches.isEmpty()) {
                throw new IllegalArgumentException(
                        "rule: no matches (expected: at least one, such as that of any request)");
            }
        }
    }

    /** The same route with rules that lead elsewhere. */
    public <U> Route<U> map(Function<? super T, ? extends U> mapping) {
        return new Route<>(
                hosts,
                rules.stream()
                        .map(rule -> new Rule<U>(rule.matches(), mapping.apply(rule.leadsTo())))
                        .toList());
    }
}
