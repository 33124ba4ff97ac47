package io.reactivemesh.discovery.model;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One address that serves a destination, with all that is sent about it: two equal endpoints are equal on the wire.
 *
 * @param weight relative; {@link #NEUTRAL_WEIGHT} is neutral
 * @param labels metric labels of this endpoint
 * @param identity null = plaintext
 * @param opaqueTransportPort the endpoint's own proxy port to connect to with a transport header; 0 = none
 * @param authorityOverride {@code host:port} that replaces the authority; null = keep
 * @param http2 null = the client's defaults
 */
public record Endpoint(
        Address address,
        int weight,
        Map<String, String> labels,
        @Nullable TlsIdentity identity,
        ProtocolHint hint,
        int opaqueTransportPort,
        @Nullable String authorityOverride,
        @Nullable Http2ClientParams http2) {
    public static final int NEUTRAL_WEIGHT = 10_000;

    public Endpoint {
        labels = java.util.Collections.unmodifiableMap(new TreeMap<>(labels));
    }

    /** As this, with another weight. */
    public Endpoint withWeight(int other) {
        return new Endpoint(address, other, labels, identity, hint, opaqueTransportPort, authorityOverride, http2);
    }

    /** An address of which nothing more is known. */
    public static Endpoint bare(Address address) {
        return new Endpoint(address, NEUTRAL_WEIGHT, Map.of(), null, ProtocolHint.UNKNOWN, 0, null, null);
    }
}
