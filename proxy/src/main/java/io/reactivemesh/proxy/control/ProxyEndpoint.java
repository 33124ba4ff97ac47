package io.reactivemesh.proxy.control;

import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One address of a destination with everything a client needs to know of it.
 *
 * @param address resolved
 * @param weight relative capacity, 10000 is neutral
 * @param labels set and address labels merged, the address wins; without {@code zone_locality}; exported as {@code dst_*}
 * @param zone where the endpoint is, seen from here
 * @param identity whom to expect behind mesh TLS; null = plaintext
 * @param hint what the proxy beside the endpoint accepts
 * @param opaqueTransportPort proxy port to connect to with a transport header, 0 = none
 * @param authorityOverride authority to rewrite requests to, null = none
 * @param http2 how connections of HTTP/2 to it are to be
 */
public record ProxyEndpoint(
        InetSocketAddress address,
        int weight,
        SortedMap<String, String> labels,
        Zone zone,
        @Nullable Identity identity,
        Hint hint,
        int opaqueTransportPort,
        @Nullable String authorityOverride,
        Http2Params http2) {

    /** Copies the labels; refuses an unresolved address. */
    public ProxyEndpoint {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("address: " + address + " (expected: resolved)");
        }
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }

    /** A bare address: plaintext, neutral weight, no labels. */
    public static ProxyEndpoint of(InetSocketAddress address) {
        return new ProxyEndpoint(
                address, 10_000, new TreeMap<>(), Zone.UNKNOWN, null, Hint.NONE, 0, null, Http2Params.NONE);
    }

    /** Where an endpoint is, seen from this proxy. */
    public enum Zone {
        /** Not said. */
        UNKNOWN,
        /** In the zone of this proxy. */
        LOCAL,
        /** In another zone. */
        REMOTE
    }

    /** What the proxy beside an endpoint accepts. */
    public enum Hint {
        /** Nothing is known: send what came in. */
        NONE,
        /** HTTP/1 may be carried in HTTP/2. */
        H2,
        /** Raw bytes only: no upgrade. */
        OPAQUE
    }

    /**
     * Whom to expect behind mesh TLS.
     *
     * @param id DNS name or URI that must be among the peer's subject alternative names
     * @param serverName what to send as SNI
     */
    public record Identity(String id, String serverName) {}
}
