package io.reactivemesh.proxy.access;

import io.reactivemesh.proxy.ProxyConfig.AccessLog;
import io.reactivemesh.proxy.log.JsonText;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;

/**
 * One request and how it was answered, as one line tells it.
 *
 * @param client who asked
 * @param clientId the client's proven identity, {@code -} = none
 * @param request what was asked
 * @param answer how it went
 */
record AccessEntry(InetSocketAddress client, String clientId, Request request, Answer answer) {

    /**
     * What was asked; absent headers are empty.
     *
     * @param at when its head was here
     * @param uri target as it was sent
     * @param version such as {@code HTTP/1.1}
     * @param traceId of the first header that names a trace
     * @param length {@code content-length} as it was sent
     */
    record Request(
            Instant at,
            String method,
            String uri,
            String version,
            String traceId,
            String length,
            String userAgent,
            String host) {}

    /**
     * How it went.
     *
     * @param status of the response, 0 = there was none
     * @param contentLength of the response, -1 = it does not say
     * @param totalNanos from the request's head to the response's
     * @param processingNanos of these, what the request took on its way through this proxy
     */
    record Answer(int status, long contentLength, long totalNanos, long processingNanos) {

        /** There was none. */
        static final Answer NONE = new Answer(0, -1, 0, 0);
    }

    /** The line, with its end. */
    String text(AccessLog format) {
        StringBuilder out = new StringBuilder(256);
        switch (format) {
            case APACHE -> apache(out);
            case JSON -> json(out);
        }
        return out.append('\n').toString();
    }

    private void apache(StringBuilder out) {
        address(out)
                .append(' ')
                .append(clientId)
                .append(" - [")
                .append(request.at)
                .append("] \"");
        plain(out, request.method).append(' ');
        plain(out, request.uri).append(' ').append(request.version).append('"');
        if (answer.status != 0) {
            out.append(' ').append(answer.status);
        }
    }

    private StringBuilder address(StringBuilder out) {
        InetAddress ip = client.getAddress();
        boolean v6 = ip.getAddress().length > 4;
        out.append(v6 ? "[" : "").append(ip.getHostAddress()).append(v6 ? "]" : "");
        return out.append(':').append(client.getPort());
    }

    /** Nobody but us ends a quoted part or a line. */
    private static StringBuilder plain(StringBuilder out, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == '"' || c == '\\' || c >= 0x7F) {
                out.append("\\x")
                        .append(Character.forDigit((c >> 4) & 0xF, 16))
                        .append(Character.forDigit(c & 0xF, 16));
            } else {
                out.append(c);
            }
        }
        return out;
    }

    /** In the order of the alphabet, numbers of nanoseconds as strings: that is how readers know it. */
    private void json(StringBuilder out) {
        out.append('{');
        member(out, "client.addr", address(new StringBuilder()).toString());
        member(out, "client.id", clientId);
        member(out, "host", request.host);
        member(out, "method", request.method);
        if (answer.status != 0) {
            member(out, "processing_ns", Long.toString(answer.processingNanos));
        }
        member(out, "request_bytes", request.length);
        if (answer.status != 0) {
            member(out, "response_bytes", answer.contentLength < 0 ? "" : Long.toString(answer.contentLength));
            out.append("\"status\":").append(answer.status).append(',');
        }
        member(out, "timestamp", request.at.toString());
        if (answer.status != 0) {
            member(out, "total_ns", Long.toString(answer.totalNanos));
        }
        member(out, "trace_id", request.traceId);
        member(out, "uri", request.uri);
        member(out, "user_agent", request.userAgent);
        member(out, "version", request.version);
        out.setCharAt(out.length() - 1, '}');
    }

    private static void member(StringBuilder out, String name, String value) {
        JsonText.quote(out, name).append(':');
        JsonText.quote(out, value).append(',');
    }
}
