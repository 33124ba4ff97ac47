package io.reactivemesh.discovery.grpc;

import io.reactivemesh.discovery.model.Address;
import io.reactivemesh.discovery.model.Endpoint;
import io.reactivemesh.discovery.model.Http2ClientParams;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.discovery.model.ProtocolHint;
import io.reactivemesh.discovery.model.RequestMatch;
import io.reactivemesh.discovery.model.ResponseMatch;
import io.reactivemesh.discovery.model.TlsIdentity;
import io.reactivemesh.wire.destination.WeightedAddr;
import io.reactivemesh.wire.httptypes.HttpMethod;
import io.reactivemesh.wire.net.TcpAddress;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The wire read back into the vocabulary, as a client would: the other half of a round trip. */
final class Reading {
    private Reading() {}

    static Address address(TcpAddress wire) {
        IpAddress ip = switch (wire.getIp().getIpCase()) {
            case IPV4 -> new IpAddress.V4(wire.getIp().getIpv4());
            case IPV6 ->
                new IpAddress.V6(
                        wire.getIp().getIpv6().getFirst(),
                        wire.getIp().getIpv6().getLast());
            case IP_NOT_SET -> throw new AssertionError("no ip");
        };
        return new Address(ip, wire.getPort());
    }

    /** An endpoint; labels are those of the set with those of the address over them. */
    static Endpoint endpoint(WeightedAddr wire, Map<String, String> setLabels) {
        Map<String, String> labels = new TreeMap<>(setLabels);
        labels.putAll(wire.getMetricLabelsMap());
        ProtocolHint hint = switch (wire.getProtocolHint().getProtocolCase()) {
            case H2 -> ProtocolHint.H2;
            case OPAQUE -> ProtocolHint.OPAQUE;
            case PROTOCOL_NOT_SET -> ProtocolHint.UNKNOWN;
        };
        return new Endpoint(
                address(wire.getAddr()),
                wire.getWeight(),
                labels,
                wire.hasTlsIdentity() ? identity(wire.getTlsIdentity()) : null,
                hint,
                wire.getProtocolHint().getOpaqueTransport().getInboundPort(),
                wire.hasAuthorityOverride() ? wire.getAuthorityOverride().getAuthorityOverride() : null,
                wire.hasHttp2() ? http2(wire.getHttp2()) : null);
    }

    private static TlsIdentity identity(io.reactivemesh.wire.destination.TlsIdentity wire) {
        @Nullable
        String serverName = wire.hasServerName() ? wire.getServerName().getName() : null;
        return switch (wire.getStrategyCase()) {
            case DNS_LIKE_IDENTITY ->
                new TlsIdentity.Dns(wire.getDnsLikeIdentity().getName(), serverName);
            case URI_LIKE_IDENTITY ->
                new TlsIdentity.Uri(wire.getUriLikeIdentity().getUri(), serverName);
            case STRATEGY_NOT_SET -> throw new AssertionError("no strategy");
        };
    }

    private static Http2ClientParams http2(io.reactivemesh.wire.destination.Http2ClientParams wire) {
        return new Http2ClientParams(
                duration(wire.getKeepAlive().getInterval()),
                duration(wire.getKeepAlive().getTimeout()),
                wire.getKeepAlive().getWhileIdle());
    }

    static Duration duration(com.google.protobuf.Duration wire) {
        return Duration.ofSeconds(wire.getSeconds(), wire.getNanos());
    }

    static RequestMatch request(io.reactivemesh.wire.destination.RequestMatch wire) {
        return switch (wire.getMatchCase()) {
            case ALL ->
                new RequestMatch.All(wire.getAll().getMatchesList().stream()
                        .map(Reading::request)
                        .toList());
            case ANY ->
                new RequestMatch.Any(wire.getAny().getMatchesList().stream()
                        .map(Reading::request)
                        .toList());
            case NOT -> new RequestMatch.Not(request(wire.getNot()));
            case PATH -> new RequestMatch.Path(wire.getPath().getRegex());
            case METHOD ->
                new RequestMatch.Method(
                        wire.getMethod().getTypeCase() == HttpMethod.TypeCase.REGISTERED
                                ? wire.getMethod().getRegistered().name()
                                : wire.getMethod().getUnregistered());
            case MATCH_NOT_SET -> throw new AssertionError("no match");
        };
    }

    static ResponseMatch response(io.reactivemesh.wire.destination.ResponseMatch wire) {
        return switch (wire.getMatchCase()) {
            case ALL ->
                new ResponseMatch.All(wire.getAll().getMatchesList().stream()
                        .map(Reading::response)
                        .toList());
            case ANY ->
                new ResponseMatch.Any(wire.getAny().getMatchesList().stream()
                        .map(Reading::response)
                        .toList());
            case NOT -> new ResponseMatch.Not(response(wire.getNot()));
            case STATUS ->
                new ResponseMatch.Status(
                        wire.getStatus().getMin(), wire.getStatus().getMax());
            case MATCH_NOT_SET -> throw new AssertionError("no match");
        };
    }
}
