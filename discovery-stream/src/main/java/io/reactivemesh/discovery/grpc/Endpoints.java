package io.reactivemesh.discovery.grpc;

import io.reactivemesh.discovery.model.Endpoint;
import io.reactivemesh.discovery.model.Http2ClientParams;
import io.reactivemesh.discovery.model.ProtocolHint;
import io.reactivemesh.discovery.model.TlsIdentity;
import io.reactivemesh.wire.destination.AuthorityOverride;
import io.reactivemesh.wire.destination.WeightedAddr;

/** Endpoints on the wire: one {@code WeightedAddr} each. */
final class Endpoints {
    private Endpoints() {}

    static WeightedAddr toWire(Endpoint endpoint) {
        WeightedAddr.Builder wire = WeightedAddr.newBuilder()
                .setAddr(Addresses.toWire(endpoint.address()))
                .setWeight(endpoint.weight())
                .putAllMetricLabels(endpoint.labels());
        if (endpoint.identity() != null) {
            wire.setTlsIdentity(toWire(endpoint.identity()));
        }
        if (endpoint.hint() != ProtocolHint.UNKNOWN || endpoint.opaqueTransportPort() != 0) {
            wire.setProtocolHint(toWire(endpoint.hint(), endpoint.opaqueTransportPort()));
        }
        if (endpoint.authorityOverride() != null) {
            wire.setAuthorityOverride(
                    AuthorityOverride.newBuilder().setAuthorityOverride(endpoint.authorityOverride()));
        }
        if (endpoint.http2() != null) {
            wire.setHttp2(toWire(endpoint.http2()));
        }
        return wire.build();
    }

    private static io.reactivemesh.wire.destination.TlsIdentity toWire(TlsIdentity identity) {
        var wire = io.reactivemesh.wire.destination.TlsIdentity.newBuilder();
        String serverName = switch (identity) {
            case TlsIdentity.Dns dns -> {
                wire.setDnsLikeIdentity(dnsLike(dns.name()));
                yield dns.serverName();
            }
            case TlsIdentity.Uri uri -> {
                wire.setUriLikeIdentity(io.reactivemesh.wire.destination.TlsIdentity.UriLikeIdentity.newBuilder()
                        .setUri(uri.uri()));
                yield uri.serverName();
            }
        };
        if (serverName != null) {
            wire.setServerName(dnsLike(serverName));
        }
        return wire.build();
    }

    private static io.reactivemesh.wire.destination.TlsIdentity.DnsLikeIdentity dnsLike(String name) {
        return io.reactivemesh.wire.destination.TlsIdentity.DnsLikeIdentity.newBuilder()
                .setName(name)
                .build();
    }

    private static io.reactivemesh.wire.destination.ProtocolHint toWire(ProtocolHint hint, int opaqueTransportPort) {
        var wire = io.reactivemesh.wire.destination.ProtocolHint.newBuilder();
        switch (hint) {
            case UNKNOWN -> {}
            case H2 -> wire.setH2(io.reactivemesh.wire.destination.ProtocolHint.H2.getDefaultInstance());
            case OPAQUE -> wire.setOpaque(io.reactivemesh.wire.destination.ProtocolHint.Opaque.getDefaultInstance());
        }
        if (opaqueTransportPort != 0) {
            wire.setOpaqueTransport(io.reactivemesh.wire.destination.ProtocolHint.OpaqueTransport.newBuilder()
                    .setInboundPort(opaqueTransportPort));
        }
        return wire.build();
    }

    private static io.reactivemesh.wire.destination.Http2ClientParams toWire(Http2ClientParams params) {
        return io.reactivemesh.wire.destination.Http2ClientParams.newBuilder()
                .setKeepAlive(io.reactivemesh.wire.destination.Http2ClientParams.KeepAlive.newBuilder()
                        .setInterval(Durations.toWire(params.keepAliveInterval()))
                        .setTimeout(Durations.toWire(params.keepAliveTimeout()))
                        .setWhileIdle(params.whileIdle()))
                .build();
    }
}
