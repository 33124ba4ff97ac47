package io.reactivemesh.proxy.route;

import java.util.List;
import java.util.Locale;

/**
 * A host that a route is for, or a server name that a connection asks for. Case does not matter. A pattern without a final dot
 * also matches a host that has one; a pattern that ends in a dot matches only such hosts.
 */
public sealed interface HostMatch {

    /** The rank of a host that does not match. */
    int NO_MATCH = -1;

    /** The rank of a host for a route that is for any. */
    int ANY = 0;

    /** A host that is named exactly goes before every suffix, however long. */
    int EXACT = 1 << 16;

    /** How well {@code host} (no port, small letters) matches: the higher, the more specific; {@link #NO_MATCH} for not at all. */
    int rank(String host);

    /** This host. */
    record Exact(String name) implements HostMatch {

        /** Folds case. */
        public Exact {
            name = name.toLowerCase(Locale.ROOT);
        }

        @Override
        public int rank(String host) {
            return name.equals(dotless(host, name)) ? EXACT + name.length() : NO_MATCH;
        }
    }

    /**
     * Every host below a name: one or more labels in front of it.
     *
     * @param name without the wildcard, such as {@code example.com}; empty = every host
     */
    record Suffix(String name) implements HostMatch {

        /** Folds case. */
        public Suffix {
            name = name.toLowerCase(Locale.ROOT);
        }

        /** The suffix of labels as they are sent, the last one first. */
        public static Suffix ofReversed(List<String> labels) {
            return new Suffix(String.join(".", labels.reversed()));
        }

        @Override
        public int rank(String host) {
            String bare = dotless(host, name);
            boolean below = name.isEmpty()
                    || (bare.length() > name.length() + 1
                            && bare.endsWith(name)
                            && bare.charAt(bare.length() - name.length() - 1) == '.');
            return below ? 1 + name.length() : NO_MATCH;
        }
    }

    /** The best rank that any of {@code patterns} gives a host; without patterns every host matches. */
    static int best(List<HostMatch> patterns, String host) {
        int best = patterns.isEmpty() ? ANY : NO_MATCH;
        for (HostMatch pattern : patterns) {
            best = Math.max(best, pattern.rank(host));
        }
        return best;
    }

    private static String dotless(String host, String pattern) {
        return host.endsWith(".") && !pattern.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }
}
