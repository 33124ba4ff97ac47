package io.reactivemesh.proxy.stack;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a span tells of a request: the names of OpenTelemetry's semantic conventions for HTTP, values as strings. Of the headers only those
 * that hold no secrets.
 */
final class SpanAttributes {

    static final String STATUS = "http.response.status_code";

    private static final Map<String, String> HEADERS = Map.of(
            "user-agent", "user_agent.original",
            "content-length", "http.request.header.content-length",
            "content-type", "http.request.header.content-type",
            "l5d-orig-proto", "http.request.header.l5d-orig-proto");

    private SpanAttributes() {}

    /** The attributes of a request that goes in that direction; more may be added. */
    static Map<String, String> of(RequestHead request, String direction) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("direction", direction);
        attributes.put("http.request.method", request.method());
        attributes.put("network.transport", "tcp");
        url(request, attributes);
        server(request, attributes);
        HEADERS.forEach((header, attribute) -> {
            String value = request.header(header);
            if (value != null) {
                attributes.put(attribute, value);
            }
        });
        return attributes;
    }

    private static void url(RequestHead request, Map<String, String> attributes) {
        String authority = bare(request.authority());
        attributes.put("url.scheme", request.scheme());
        attributes.put("url.path", path(request));
        int query = request.path().indexOf('?');
        if (query >= 0) {
            attributes.put("url.query", request.path().substring(query + 1));
        }
        if (authority != null) {
            attributes.put("url.full", request.scheme() + "://" + authority + request.path());
        }
    }

    /** Where the client was going, before any proxy in front of it. */
    private static void server(RequestHead request, Map<String, String> attributes) {
        String forwarded = request.header("x-forwarded-host");
        String named = bare(forwarded == null ? request.authority() : forwarded);
        if (named == null || named.isEmpty()) {
            return;
        }
        int colon = named.lastIndexOf(':');
        boolean port = colon > named.lastIndexOf(']') && colon == named.indexOf(':', named.lastIndexOf(']') + 1);
        attributes.put("server.address", port ? named.substring(0, colon) : named);
        if (port) {
            attributes.put("server.port", named.substring(colon + 1));
        }
    }

    /** The path without its query; a span's name. */
    static String path(RequestHead request) {
        String path = request.path();
        int query = path.indexOf('?');
        return query < 0 ? path : path.substring(0, query);
    }

    /** Without the user's name and password. */
    private static @Nullable String bare(@Nullable String authority) {
        return authority == null ? null : authority.substring(authority.lastIndexOf('@') + 1);
    }
}
