package io.reactivemesh.discovery.model;

/** What an endpoint's own proxy is able to accept. */
public enum ProtocolHint {
    /** Nothing is known: no upgrade, but detection as usual. */
    UNKNOWN,
    /** HTTP/2, with HTTP/1 upgraded into it. */
    H2,
    /** Raw bytes: no detection, no upgrade. */
    OPAQUE
}
