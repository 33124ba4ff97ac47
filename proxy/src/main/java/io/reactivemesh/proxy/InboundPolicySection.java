package io.reactivemesh.proxy;

import io.reactivemesh.proxy.ProxyConfig.DefaultPolicy;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Variables about what the inbound side admits. */
final class InboundPolicySection {

    private final EnvReader env;

    InboundPolicySection(EnvReader env) {
        this.env = env;
    }

    ProxyConfig.InboundPolicy policy() {
        List<IpNetwork> networks = env.value("POLICY_CLUSTER_NETWORKS", List.of(), Grammar.list(IpNetwork::parse));
        List<InetAddress> ips = env.value("INBOUND_IPS", List.of(), Grammar.list(Addresses::literal));
        return new ProxyConfig.InboundPolicy(
                defaultPolicy(networks),
                networks,
                env.value("INBOUND_PORTS", PortSet.NONE, PortSet::parse),
                env.value("INBOUND_PORTS_DISABLE_PROTOCOL_DETECTION", PortSet.NONE, PortSet::parse),
                Set.copyOf(ips),
                env.value("INBOUND_GATEWAY_SUFFIXES", NameSuffixes.NONE, NameSuffixes::parse),
                env.value("INBOUND_METRICS_AUTHORITY_LABELS", false, InboundPolicySection::unsafe));
    }

    private DefaultPolicy defaultPolicy(List<IpNetwork> networks) {
        if (!env.has("INBOUND_DEFAULT_POLICY")) {
            env.warn("INBOUND_DEFAULT_POLICY", "not set, using all-unauthenticated");
        }
        DefaultPolicy policy = env.value(
                "INBOUND_DEFAULT_POLICY", DefaultPolicy.ALL_UNAUTHENTICATED, InboundPolicySection::parsePolicy);
        boolean needsNetworks = switch (policy) {
            case CLUSTER_AUTHENTICATED, CLUSTER_UNAUTHENTICATED, AUDIT -> true;
            case DENY, ALL_AUTHENTICATED, ALL_UNAUTHENTICATED -> false;
        };
        if (needsNetworks && networks.isEmpty()) {
            env.problem(
                    "INBOUND_DEFAULT_POLICY",
                    "'" + policy.text() + "' (expected: together with " + EnvReader.PREFIX
                            + "POLICY_CLUSTER_NETWORKS)");
        }
        return policy;
    }

    private static DefaultPolicy parsePolicy(String text) {
        return Arrays.stream(DefaultPolicy.values())
                .filter(policy -> policy.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(Arrays.stream(DefaultPolicy.values())
                        .map(DefaultPolicy::text)
                        .collect(Collectors.joining(", "))));
    }

    private static boolean unsafe(String text) {
        return switch (text) {
            case "" -> false;
            case "unsafe" -> true;
            default -> throw new IllegalArgumentException("nothing, or unsafe");
        };
    }
}
