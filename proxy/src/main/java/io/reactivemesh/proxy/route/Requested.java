package io.reactivemesh.proxy.route;

import io.reactivemesh.proxy.stack.RequestHead;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A request head taken apart once for all the routes that look at it. */
public final class Requested {

    private final RequestHead head;
    private @Nullable String method;
    private @Nullable String host;
    private @Nullable String path;
    private String query = "";

    /** Takes nothing apart before it is asked for. */
    public Requested(RequestHead head) {
        this.head = head;
    }

    RequestHead head() {
        return head;
    }

    String method() {
        if (method == null) {
            method = head.method();
        }
        return method;
    }

    /** The host that the client addressed, without port, in small letters; empty when it names nobody. */
    String host() {
        if (host == null) {
            host = hostOf(head.authority());
        }
        return host;
    }

    static String hostOf(@Nullable String authority) {
        if (authority == null) {
            return "";
        }
        int colon = authority.lastIndexOf(':');
        String bare = colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
        return bare.toLowerCase(Locale.ROOT);
    }

    /** The path without the query. */
    String path() {
        if (path == null) {
            split();
        }
        return path == null ? "" : path;
    }

    /** What stands behind the first question mark; empty without one. */
    String query() {
        if (path == null) {
            split();
        }
        return query;
    }

    private void split() {
        String whole = head.path();
        int mark = whole.indexOf('?');
        path = mark < 0 ? whole : whole.substring(0, mark);
        query = mark < 0 ? "" : whole.substring(mark + 1);
    }
}
