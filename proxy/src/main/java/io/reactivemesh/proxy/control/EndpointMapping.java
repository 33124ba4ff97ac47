package io.reactivemesh.proxy.control;

import io.reactivemesh.proxy.control.ProxyEndpoint.Hint;
import io.reactivemesh.proxy.control.ProxyEndpoint.Identity;
import io.reactivemesh.proxy.control.ProxyEndpoint.Zone;
import io.reactivemesh.wire.destination.Http2ClientParams;
import io.reactivemesh.wire.destination.ProtocolHint;
import io.reactivemesh.wire.destination.TlsIdentity;
import io.reactivemesh.wire.destination.WeightedAddr;
import io.reactivemesh.wire.net.IPAddress;
import io.reactivemesh.wire.net.IPv6;
import io.reactivemesh.wire.net.TcpAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Endpoints and addresses from their wire form. What can't be used is null: the caller passes over it. */
final class EndpointMapping {

    private static final int NEUTRAL_WEIGHT = 10_000;
    private static final int HIGHEST_INBOUND_PORT = 65_534;

    private EndpointMapping() {}

    static @Nullable ProxyEndpoint endpoint(WeightedAddr wire, Map<String, String> setLabels) {
        InetSocketAddress address = wire.hasAddr() ? address(wire.getAddr()) : null;
        if (address == null) {
            return null;
        }
        TreeMap<String, String> labels = new TreeMap<>(setLabels);
        labels.putAll(wire.getMetricLabelsMap());
        String zone = labels.remove("zone_locality");
        String override = wire.getAuthorityOverride().getAuthorityOverride();
        return new ProxyEndpoint(
                address,
                wire.getWeight() > 0 ? wire.getWeight() : NEUTRAL_WEIGHT,
                labels,
                zone(zone),
                wire.hasTlsIdentity() ? identity(wire.getTlsIdentity()) : null,
                hint(wire.getProtocolHint()),
                opaquePort(wire.getProtocolHint()),
                override.isEmpty() ? null : override,
                wire.hasHttp2() ? http2(wire.getHttp2()) : Http2Params.NONE);
    }

    /** Windows and pings count as pairs only. */
    private static Http2Params http2(Http2ClientParams wire) {
        var flow = wire.getFlowControl();
        int connection = bytes(flow.getInitialConnectionWindowSize()).orElse(0);
        int stream = bytes(flow.getInitialStreamWindowSize()).orElse(0);
        var pings = wire.getKeepAlive();
        var internals = wire.getInternals();
        return new Http2Params(
                flow.getAdaptiveFlowControl(),
                connection > 0 && stream > 0 ? new Http2Params.Windows(connection, stream) : null,
                pings.hasInterval() && pings.hasTimeout()
                        ? new Http2Params.KeepAlive(
                                BackendMapping.duration(pings.getInterval()),
                                BackendMapping.duration(pings.getTimeout()),
                                pings.getWhileIdle())
                        : null,
                bytes(internals.getMaxConcurrentResetStreams()),
                bytes(internals.getMaxFrameSize()),
                bytes(internals.getMaxSendBufSize()));
    }

    /** A number without sign; 0 is not said, and what does not fit is as large as can be. */
    private static OptionalInt bytes(int wire) {
        return wire == 0 ? OptionalInt.empty() : OptionalInt.of(wire < 0 ? Integer.MAX_VALUE : wire);
    }

    static @Nullable InetSocketAddress address(TcpAddress wire) {
        InetAddress ip = ip(wire.getIp());
        return ip == null ? null : new InetSocketAddress(ip, wire.getPort() & 0xffff);
    }

    static TcpAddress toWire(InetSocketAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress().getAddress());
        IPAddress.Builder ip = IPAddress.newBuilder();
        if (bytes.remaining() == 4) {
            ip.setIpv4(bytes.getInt());
        } else {
            ip.setIpv6(IPv6.newBuilder().setFirst(bytes.getLong()).setLast(bytes.getLong()));
        }
        return TcpAddress.newBuilder().setIp(ip).setPort(address.getPort()).build();
    }

    static @Nullable InetAddress ip(IPAddress wire) {
        byte[] bytes = switch (wire.getIpCase()) {
            case IPV4 -> ByteBuffer.allocate(4).putInt(wire.getIpv4()).array();
            case IPV6 ->
                ByteBuffer.allocate(16)
                        .putLong(wire.getIpv6().getFirst())
                        .putLong(wire.getIpv6().getLast())
                        .array();
            case IP_NOT_SET -> null;
        };
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError("addresses of 4 and 16 bytes are legal", e);
        }
    }

    private static Zone zone(@Nullable String text) {
        return switch (text) {
            case "local" -> Zone.LOCAL;
            case "remote" -> Zone.REMOTE;
            case null, default -> Zone.UNKNOWN;
        };
    }

    private static @Nullable Identity identity(TlsIdentity wire) {
        String serverName = wire.getServerName().getName();
        return switch (wire.getStrategyCase()) {
            case DNS_LIKE_IDENTITY -> {
                String name = wire.getDnsLikeIdentity().getName();
                yield new Identity(name, serverName.isEmpty() ? name : serverName);
            }
            case URI_LIKE_IDENTITY ->
                serverName.isEmpty()
                        ? null
                        : new Identity(wire.getUriLikeIdentity().getUri(), serverName);
            case STRATEGY_NOT_SET -> null;
        };
    }

    private static Hint hint(ProtocolHint wire) {
        return switch (wire.getProtocolCase()) {
            case H2 -> Hint.H2;
            case OPAQUE -> Hint.OPAQUE;
            case PROTOCOL_NOT_SET -> Hint.NONE;
        };
    }

    private static int opaquePort(ProtocolHint wire) {
        int port = wire.getOpaqueTransport().getInboundPort();
        return port >= 1 && port <= HIGHEST_INBOUND_PORT ? port : 0;
    }
}
