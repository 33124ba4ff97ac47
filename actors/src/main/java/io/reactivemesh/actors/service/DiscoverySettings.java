package io.reactivemesh.actors.service;

import io.reactivemesh.actors.workload.PortSet;
import io.reactivemesh.discovery.model.Http2ClientParams;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * What applies to all answers of a control plane.
 *
 * @param clusterDomain suffix of service names
 * @param forceOpaqueTransport meshed endpoints are reached through their proxy's own port with a transport header, opaque or not; the
 *     shipped Linkerd chart's {@code transport-header}
 * @param h2Upgrade meshed pods are offered HTTP/2
 * @param ipv6 IPv6 addresses are given out, and preferred where a target has both families
 * @param defaultOpaquePorts opaque ports of what no annotation speaks of
 * @param meshedHttp2 HTTP/2 keep-alive toward meshed endpoints
 * @param zoneWeights endpoints in the caller's zone weigh ten times as much as others
 */
public record DiscoverySettings(
        String clusterDomain,
        boolean forceOpaqueTransport,
        boolean h2Upgrade,
        boolean ipv6,
        PortSet defaultOpaquePorts,
        Http2ClientParams meshedHttp2,
        boolean zoneWeights) {
    /** The port of a proxy that says nothing of it. */
    static final int DEFAULT_INBOUND_PORT = 4143;

    public static final DiscoverySettings DEFAULT = new DiscoverySettings(
            "cluster.local",
            true,
            true,
            false,
            PortSet.of(Stream.of(25, 587, 3306, 4444, 5432, 6379, 9300, 11211)
                    .map(port -> new PortSet.Range(port, port))
                    .toList()),
            new Http2ClientParams(Duration.ofSeconds(10), Duration.ofSeconds(3), true),
            false);

    public DiscoverySettings {
        if (clusterDomain.isEmpty() || clusterDomain.endsWith(".")) {
            throw new IllegalArgumentException(
                    "cluster-domain: '" + clusterDomain + "' (expected: a domain without trailing dot)");
        }
    }

    /** As this, with other IPv6 behaviour. */
    public DiscoverySettings withIpv6(boolean on) {
        return new DiscoverySettings(
                clusterDomain, forceOpaqueTransport, h2Upgrade, on, defaultOpaquePorts, meshedHttp2, zoneWeights);
    }

    /** As this, with the transport header only where a port is opaque, or everywhere. */
    public DiscoverySettings withForceOpaqueTransport(boolean on) {
        return new DiscoverySettings(clusterDomain, on, h2Upgrade, ipv6, defaultOpaquePorts, meshedHttp2, zoneWeights);
    }

    /** As this, with or without HTTP/2 upgrade. */
    public DiscoverySettings withH2Upgrade(boolean on) {
        return new DiscoverySettings(
                clusterDomain, forceOpaqueTransport, on, ipv6, defaultOpaquePorts, meshedHttp2, zoneWeights);
    }

    /** As this, in another cluster domain. */
    public DiscoverySettings withClusterDomain(String domain) {
        return new DiscoverySettings(
                domain, forceOpaqueTransport, h2Upgrade, ipv6, defaultOpaquePorts, meshedHttp2, zoneWeights);
    }

    /** As this, with or without weights by zone. */
    public DiscoverySettings withZoneWeights(boolean on) {
        return new DiscoverySettings(
                clusterDomain, forceOpaqueTransport, h2Upgrade, ipv6, defaultOpaquePorts, meshedHttp2, on);
    }
}
