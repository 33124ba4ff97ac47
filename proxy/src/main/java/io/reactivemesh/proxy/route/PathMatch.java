package io.reactivemesh.proxy.route;

/** What a request's path, without its query, has to be. */
public sealed interface PathMatch {

    /** The result for a path that does not match. */
    int NO_MATCH = -1;

    /** How many characters of {@code path} are matched, or {@link #NO_MATCH}. */
    int matched(String path);

    /** Exactly this path. */
    record Exact(String path) implements PathMatch {

        @Override
        public int matched(String requested) {
            return path.equals(requested) ? path.length() : NO_MATCH;
        }
    }

    /**
     * This path and everything below it, by whole segments: {@code /foo} and {@code /foo/} both match {@code /foo}, {@code /foo/}
     * and {@code /foo/x}, neither matches {@code /foobar}.
     */
    record Prefix(String path) implements PathMatch {

        @Override
        public int matched(String requested) {
            int length = path.endsWith("/") ? path.length() - 1 : path.length();
            if (length == 0) {
                return 1;
            }
            boolean matches = requested.length() >= length
                    && requested.regionMatches(0, path, 0, length)
                    && (requested.length() == length || requested.charAt(length) == '/');
            return matches ? length : NO_MATCH;
        }
    }

    /** Matched as a whole by an expression. */
    record Matching(Regex regex) implements PathMatch {

        @Override
        public int matched(String requested) {
            return regex.matches(requested) ? requested.length() : NO_MATCH;
        }
    }
}
