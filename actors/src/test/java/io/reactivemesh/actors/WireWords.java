package io.reactivemesh.actors;

import io.reactivemesh.wire.destination.DestinationProfile;
import io.reactivemesh.wire.destination.ProtocolHint;
import io.reactivemesh.wire.destination.WeightedAddr;
import io.reactivemesh.wire.net.TcpAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is said on the wire, in the words of the oracle. */
public final class WireWords {
    private WireWords() {}

    /** {@code 10.0.0.1:8080}; IPv4 only. */
    public static String address(TcpAddress address) {
        int ip = address.getIp().getIpv4();
        return (ip >>> 24) + "." + (ip >>> 16 & 255) + "." + (ip >>> 8 & 255) + "." + (ip & 255) + ":"
                + address.getPort();
    }

    /** {@code pod zone locality hint identity}, with a dash for what is not said. */
    public static String details(WeightedAddr endpoint) {
        Map<String, String> labels = endpoint.getMetricLabelsMap();
        ProtocolHint.ProtocolCase hint = endpoint.getProtocolHint().getProtocolCase();
        String identity = endpoint.getTlsIdentity().getDnsLikeIdentity().getName();
        return String.join(
                " ",
                orDash(labels.get("pod")),
                orDash(labels.get("zone")),
                orDash(labels.get("zone_locality")),
                hint == ProtocolHint.ProtocolCase.PROTOCOL_NOT_SET
                        ? "-"
                        : hint.name().toLowerCase(Locale.ROOT),
                orDash(identity));
    }

    private static String orDash(@org.jspecify.annotations.Nullable String text) {
        return text == null || text.isEmpty() ? "-" : text;
    }

    /** {@code opaque=false routes=[a, b]}; {@code empty} where the outbound policy decides. */
    public static String profile(DestinationProfile profile) {
        if (profile.getFullyQualifiedName().isEmpty()) {
            return "empty";
        }
        List<String> routes = profile.getRoutesList().stream()
                .map(route -> route.getMetricsLabelsMap().getOrDefault("route", "?"))
                .toList();
        return "opaque=" + profile.getOpaqueProtocol() + " routes=" + routes;
    }
}
