package io.reactivemesh.proxy.trace;

import java.util.Map;

/**
 * What this proxy has done for a request, from its head to the head of its response.
 *
 * @param context the trace, and this span
 * @param parent the span that has caused this one
 * @param attributes what is told of the request and its response
 * @param answered whether there was a response
 */
public record Span(
        TraceContext context,
        long parent,
        Kind kind,
        String name,
        long startEpochNanos,
        long endEpochNanos,
        Map<String, String> attributes,
        boolean answered) {

    /** Which side of the proxy it is. */
    public enum Kind {
        /** A request as it came. Its parent is another process's span. */
        SERVER,
        /** A request, or an attempt of it, as it was sent on. Its parent is the proxy's own span. */
        CLIENT
    }
}
