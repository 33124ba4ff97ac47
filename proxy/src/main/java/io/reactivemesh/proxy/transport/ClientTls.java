package io.reactivemesh.proxy.transport;

/** What the first bytes of an accepted connection say about TLS. */
public sealed interface ClientTls {

    /** Plaintext, or TLS that does not say whom it is for: nothing for a proxy to end. */
    record None() implements ClientTls {}

    /**
     * A ClientHello.
     *
     * @param serverName whom it is for, a DNS name in small letters
     */
    record Hello(String serverName) implements ClientTls {}

    /** Not enough came in time to tell. The connection is still open. */
    record Undecided() implements ClientTls {}

    /** The connection broke before it could be told. */
    record Broken() implements ClientTls {}
}
