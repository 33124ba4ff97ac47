package io.reactivemesh.discovery.model;

import org.jspecify.annotations.Nullable;

/** Who asks, as its context token claims. Parsed, never trusted: it chooses locality and profile namespace, nothing more. */
public record Caller(
        @Nullable String namespace,
        @Nullable String nodeName,
        @Nullable String pod) {
    public static final Caller UNKNOWN = new Caller(null, null, null);
}
