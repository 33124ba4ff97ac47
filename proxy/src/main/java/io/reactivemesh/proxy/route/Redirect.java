package io.reactivemesh.proxy.route;

import io.reactivemesh.proxy.stack.Refusal;
import io.reactivemesh.proxy.stack.RequestHead;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Sends the client elsewhere. Where nothing is said the request's own part of the URI stays; a port goes with its scheme, so a new
 * scheme without a port means that scheme's own. Default ports are not spelled out. A redirect to the very same URI is none.
 *
 * @param scheme null = the request's
 * @param host null = the request's
 * @param port 0 = see above
 * @param path null = the request's, with its query
 * @param status of the answer
 */
public record Redirect(
        @Nullable String scheme,
        @Nullable String host,
        int port,
        @Nullable PathEdit path,
        int status) {

    /** What is sent unless a policy says otherwise: moved permanently. */
    public static final int DEFAULT_STATUS = 301;

    /** Another path. */
    public sealed interface PathEdit {

        /** This path instead of path and query. */
        record Full(String path) implements PathEdit {

            /** Refuses what is no path. */
            public Full {
                checked(path);
            }
        }

        /** This path instead of the prefix that was matched; the rest and the query stay. */
        record Prefix(String path) implements PathEdit {

            /** Refuses what is no path. */
            public Prefix {
                checked(path);
            }
        }

        private static void checked(String path) {
            if (!path.startsWith("/") || !visible(path)) {
                throw new IllegalArgumentException(
                        "redirect path: " + path + " (expected: begins with /, visible text)");
            }
        }
    }

    /** Checks what can be checked without a request. */
    public Redirect {
        if (status < 100 || status > 599) {
            throw new IllegalArgumentException("redirect status: " + status + " (expected: 100 to 599)");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("redirect port: " + port + " (expected: 1 to 65535)");
        }
        if ((scheme != null && !visible(scheme)) || (host != null && !visible(host))) {
            throw new IllegalArgumentException("redirect: " + scheme + "://" + host + " (expected: visible text)");
        }
    }

    private static boolean visible(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }

    /**
     * The answer to a request.
     *
     * @param by the match that has found it; a prefix can only be replaced where one was matched
     * @return null when the request is there already
     */
    @Nullable
    Refusal answer(RequestHead head, RequestMatch by) {
        String authority = head.authority();
        String oldHost = Requested.hostOf(authority);
        String newHost = host == null ? oldHost : host;
        if (newHost.isEmpty() || (path instanceof PathEdit.Prefix && prefixLength(by) < 0)) {
            return Refusal.INVALID_REDIRECT;
        }
        String oldScheme = head.scheme().toLowerCase(Locale.ROOT);
        String newScheme = scheme == null ? oldScheme : scheme.toLowerCase(Locale.ROOT);
        String oldPath = head.path();
        String newPath = path(oldPath, by);
        int oldPort = port(authority, oldScheme);
        int newPort = port > 0 ? port : scheme == null ? oldPort : defaultPort(newScheme);
        boolean same = newScheme.equals(oldScheme)
                && newHost.equalsIgnoreCase(oldHost)
                && newPort == oldPort
                && newPath.equals(oldPath);
        if (same) {
            return null;
        }
        String shownPort = newPort == 0 || newPort == defaultPort(newScheme) ? "" : ":" + newPort;
        return Refusal.redirect(status, newScheme + "://" + newHost + shownPort + newPath);
    }

    private String path(String old, RequestMatch by) {
        return switch (path) {
            case null -> old;
            case PathEdit.Full(String full) -> full;
            case PathEdit.Prefix(String prefix) -> {
                int mark = old.indexOf('?');
                String query = mark < 0 ? "" : old.substring(mark);
                String bare = mark < 0 ? old : old.substring(0, mark);
                String rest = bare.substring(Math.min(bare.length(), prefixLength(by)));
                String base = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
                String joined = base + (rest.isEmpty() || rest.startsWith("/") ? rest : "/" + rest);
                yield (joined.isEmpty() ? "/" : joined) + query;
            }
        };
    }

    /** How much of the path was matched as a prefix, its final slash not counted; negative when it was not by prefix. */
    private static int prefixLength(RequestMatch by) {
        if (!(by instanceof RequestMatch.Http http) || http.path() == null) {
            return by instanceof RequestMatch.Http ? 0 : -1;
        }
        if (http.path() instanceof PathMatch.Prefix(String prefix)) {
            return prefix.endsWith("/") ? prefix.length() - 1 : prefix.length();
        }
        return -1;
    }

    private static int port(@Nullable String authority, String scheme) {
        if (authority != null) {
            int colon = authority.lastIndexOf(':');
            String digits = colon > authority.lastIndexOf(']') ? authority.substring(colon + 1) : "";
            if (!digits.isEmpty() && digits.length() <= 5 && digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return Integer.parseInt(digits);
            }
        }
        return defaultPort(scheme);
    }

    private static int defaultPort(String scheme) {
        return switch (scheme) {
            case "http" -> 80;
            case "https" -> 443;
            default -> 0;
        };
    }
}
