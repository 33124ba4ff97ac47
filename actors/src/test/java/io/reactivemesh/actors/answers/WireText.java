package io.reactivemesh.actors.answers;

import com.google.protobuf.Duration;
import io.reactivemesh.discovery.model.Address;
import io.reactivemesh.discovery.model.IpAddress;
import io.reactivemesh.wire.destination.DestinationProfile;
import io.reactivemesh.wire.destination.Http2ClientParams;
import io.reactivemesh.wire.destination.ProtocolHint;
import io.reactivemesh.wire.destination.RequestMatch;
import io.reactivemesh.wire.destination.ResponseMatch;
import io.reactivemesh.wire.destination.Route;
import io.reactivemesh.wire.destination.TlsIdentity;
import io.reactivemesh.wire.destination.Update;
import io.reactivemesh.wire.destination.WeightedAddr;
import io.reactivemesh.wire.meta.Metadata;
import io.reactivemesh.wire.meta.Resource;
import io.reactivemesh.wire.net.TcpAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Messages of the wire as lines that a person reads and writes: all that is in them, except what is as it nearly always is (weight 10000,
 * HTTP/2 pings every 10 s with 3 s to answer, also when idle). After the first, the order of the words in a line means nothing.
 */
final class WireText {
    private static final int USUAL_WEIGHT = 10_000;
    private static final List<String> HEADS = List.of("add", "remove", "no_endpoints", "profile", "policy");

    private WireText() {}

    /** Whether a line begins a message; a status is a message too. */
    static boolean isHead(String line) {
        String head = line.split(" ", 2)[0];
        return HEADS.contains(head) || head.matches("[A-Z_]+");
    }

    /** The line with its words in order. */
    static String sorted(String line) {
        String[] words = line.strip().split(" +", -1);
        Arrays.sort(words, 1, words.length);
        return String.join(" ", words);
    }

    static List<String> of(Update update) {
        List<String> lines = new ArrayList<>();
        switch (update.getUpdateCase()) {
            case ADD -> {
                lines.add("add" + labels(update.getAdd().getMetricLabelsMap()));
                update.getAdd().getAddrsList().forEach(endpoint -> lines.add(endpoint(endpoint)));
            }
            case REMOVE ->
                lines.add("remove "
                        + update.getRemove().getAddrsList().stream()
                                .map(WireText::address)
                                .collect(Collectors.joining(" ")));
            case NO_ENDPOINTS ->
                lines.add("no_endpoints exists:" + update.getNoEndpoints().getExists());
            case UPDATE_NOT_SET -> lines.add("empty update");
        }
        return lines.stream().map(WireText::sorted).toList();
    }

    static List<String> of(DestinationProfile profile) {
        List<String> lines = new ArrayList<>();
        StringBuilder head = new StringBuilder("profile");
        if (!profile.getFullyQualifiedName().isEmpty()) {
            head.append(" fqn:").append(profile.getFullyQualifiedName());
        }
        if (profile.getOpaqueProtocol()) {
            head.append(" opaque");
        }
        if (profile.hasRetryBudget()) {
            head.append(" budget:")
                    .append(profile.getRetryBudget().getRetryRatio())
                    .append('/')
                    .append(profile.getRetryBudget().getMinRetriesPerSecond())
                    .append('/')
                    .append(duration(profile.getRetryBudget().getTtl()));
        }
        if (profile.hasParentRef()) {
            head.append(" parent:").append(reference(profile.getParentRef()));
        }
        if (profile.hasProfileRef()) {
            head.append(" source:").append(reference(profile.getProfileRef()));
        }
        lines.add(head.toString());
        profile.getRoutesList().forEach(route -> lines.add(route(route)));
        profile.getDstOverridesList().forEach(override -> {
            String backend = override.hasBackendRef() ? " backend:" + reference(override.getBackendRef()) : "";
            lines.add("override " + override.getAuthority() + " weight:" + override.getWeight() + backend);
        });
        if (profile.hasEndpoint()) {
            lines.add("endpoint " + endpoint(profile.getEndpoint()));
        }
        return lines.stream().map(WireText::sorted).toList();
    }

    private static String endpoint(WeightedAddr endpoint) {
        StringBuilder text = new StringBuilder(address(endpoint.getAddr()));
        if (endpoint.getWeight() != USUAL_WEIGHT) {
            text.append(" weight:").append(endpoint.getWeight());
        }
        if (endpoint.hasProtocolHint()) {
            text.append(hint(endpoint.getProtocolHint()));
        }
        if (endpoint.hasTlsIdentity()) {
            text.append(identity(endpoint.getTlsIdentity()));
        }
        if (endpoint.hasAuthorityOverride()) {
            text.append(" authority:").append(endpoint.getAuthorityOverride().getAuthorityOverride());
        }
        if (endpoint.hasHttp2()) {
            text.append(http2(endpoint.getHttp2()));
        }
        if (endpoint.hasResourceRef()) {
            text.append(" resource:").append(reference(endpoint.getResourceRef()));
        }
        return text.append(labels(endpoint.getMetricLabelsMap())).toString();
    }

    private static String hint(ProtocolHint hint) {
        String protocol = switch (hint.getProtocolCase()) {
            case H2 -> " h2";
            case OPAQUE -> " opaque";
            case PROTOCOL_NOT_SET -> "";
        };
        return protocol
                + (hint.hasOpaqueTransport()
                        ? " via:" + hint.getOpaqueTransport().getInboundPort()
                        : "");
    }

    private static String identity(TlsIdentity identity) {
        String name = switch (identity.getStrategyCase()) {
            case DNS_LIKE_IDENTITY -> identity.getDnsLikeIdentity().getName();
            case URI_LIKE_IDENTITY -> identity.getUriLikeIdentity().getUri();
            case STRATEGY_NOT_SET -> "?";
        };
        String strategy = identity.hasUriLikeIdentity() ? " uri:" : " tls:";
        String serverName = identity.hasServerName() ? identity.getServerName().getName() : "none";
        return strategy + name + (serverName.equals(name) ? "" : " sni:" + serverName);
    }

    private static String http2(Http2ClientParams params) {
        Http2ClientParams.KeepAlive keepAlive = params.getKeepAlive();
        String pings = duration(keepAlive.getInterval()) + "/" + duration(keepAlive.getTimeout())
                + (keepAlive.getWhileIdle() ? "/idle" : "");
        String rest = params.hasFlowControl() || params.hasInternals() ? "/more" : "";
        return " http2" + (pings.equals("10s/3s/idle") ? rest : ":" + pings + rest);
    }

    private static String route(Route route) {
        StringBuilder text = new StringBuilder("route").append(labels(route.getMetricsLabelsMap()));
        text.append(" when:").append(match(route.getCondition()));
        if (route.getIsRetryable()) {
            text.append(" retryable");
        }
        if (route.hasTimeout()) {
            text.append(" timeout:").append(duration(route.getTimeout()));
        }
        route.getResponseClassesList()
                .forEach(responses -> text.append(responses.getIsFailure() ? " failure:" : " success:")
                        .append(match(responses.getCondition())));
        return text.toString();
    }

    private static String match(RequestMatch match) {
        return switch (match.getMatchCase()) {
            case ALL ->
                seq(
                        "all",
                        match.getAll().getMatchesList().stream()
                                .map(WireText::match)
                                .toList());
            case ANY ->
                seq(
                        "any",
                        match.getAny().getMatchesList().stream()
                                .map(WireText::match)
                                .toList());
            case NOT -> "not(" + match(match.getNot()) + ")";
            case PATH -> "path(" + match.getPath().getRegex() + ")";
            case METHOD ->
                "method("
                        + (match.getMethod().hasUnregistered()
                                ? "unregistered:" + match.getMethod().getUnregistered()
                                : match.getMethod().getRegistered())
                        + ")";
            case MATCH_NOT_SET -> "nothing";
        };
    }

    private static String match(ResponseMatch match) {
        return switch (match.getMatchCase()) {
            case ALL ->
                seq(
                        "all",
                        match.getAll().getMatchesList().stream()
                                .map(WireText::match)
                                .toList());
            case ANY ->
                seq(
                        "any",
                        match.getAny().getMatchesList().stream()
                                .map(WireText::match)
                                .toList());
            case NOT -> "not(" + match(match.getNot()) + ")";
            case STATUS -> match.getStatus().getMin() + "-" + match.getStatus().getMax();
            case MATCH_NOT_SET -> "nothing";
        };
    }

    private static String seq(String name, List<String> matches) {
        return name + "(" + String.join(",", matches) + ")";
    }

    static String reference(Metadata metadata) {
        if (metadata.hasDefault()) {
            return metadata.getDefault();
        }
        Resource resource = metadata.getResource();
        return resource.getGroup() + "/" + resource.getKind() + "/" + resource.getNamespace() + "/" + resource.getName()
                + (resource.getPort() == 0 ? "" : ":" + resource.getPort());
    }

    static String address(TcpAddress address) {
        IpAddress ip = address.getIp().hasIpv6()
                ? new IpAddress.V6(
                        address.getIp().getIpv6().getFirst(),
                        address.getIp().getIpv6().getLast())
                : new IpAddress.V4(address.getIp().getIpv4());
        return new Address(ip, address.getPort()).toString();
    }

    private static String labels(Map<String, String> labels) {
        return labels.entrySet().stream()
                .map(label -> " " + label.getKey() + "=" + label.getValue())
                .collect(Collectors.joining());
    }

    static String duration(Duration duration) {
        java.time.Duration exact = java.time.Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
        return exact.toMillis() % 1000 == 0 ? exact.toSeconds() + "s" : exact.toMillis() + "ms";
    }
}
