package io.reactivemesh.discovery.model;

import org.jspecify.annotations.Nullable;

/** The verified name that an endpoint's proxy must prove in its TLS handshake. */
public sealed interface TlsIdentity {

    /**
     * A DNS-like identity, matched against DNS SANs.
     *
     * @param name e.g. {@code web.emojivoto.serviceaccount.identity.linkerd.cluster.local}
     * @param serverName the SNI to send; null = {@code name}
     */
    record Dns(String name, @Nullable String serverName) implements TlsIdentity {}

    /**
     * A SPIFFE identity, matched against URI SANs.
     *
     * @param uri {@code spiffe://trust-domain/path}
     * @param serverName the SNI to send; null disables TLS to the endpoint
     */
    record Uri(String uri, @Nullable String serverName) implements TlsIdentity {}
}
