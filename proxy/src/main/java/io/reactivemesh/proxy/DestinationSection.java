package io.reactivemesh.proxy;

import io.reactivemesh.proxy.ProxyConfig.StreamLimits;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Variables about the control plane: where it is, what may be asked, how long a stream may take. */
final class DestinationSection {

    private static final ControlAddress UNKNOWN = new ControlAddress("127.0.0.1", 8086, null);

    private final EnvReader env;

    DestinationSection(EnvReader env) {
        this.env = env;
    }

    ProxyConfig.Destinations destinations() {
        ControlAddress address = address("DESTINATION_SVC");
        if (address == null && !env.has("DESTINATION_SVC_ADDR")) {
            env.problem("DESTINATION_SVC_ADDR", "not set (expected: host:port)");
        }
        return new ProxyConfig.Destinations(
                address == null ? UNKNOWN : address,
                env.text("DESTINATION_CONTEXT", ""),
                env.value(
                        "DESTINATION_PROFILE_SUFFIXES", NameSuffixes.parse("svc.cluster.local."), NameSuffixes::parse),
                env.value("DESTINATION_PROFILE_NETWORKS", List.of(), Grammar.list(IpNetwork::parse)),
                env.value("DESTINATION_PROFILE_INITIAL_TIMEOUT", Duration.ofMillis(500), Grammar::duration),
                limits(address != null && address.loopback()));
    }

    ProxyConfig.@Nullable Policy policy() {
        ControlAddress address = address("POLICY_SVC");
        String workload = env.text("POLICY_WORKLOAD");
        if (address != null && workload == null) {
            env.problem("POLICY_WORKLOAD", "not set (expected: with " + EnvReader.PREFIX + "POLICY_SVC_ADDR)");
        }
        return address == null || workload == null ? null : new ProxyConfig.Policy(address, workload);
    }

    ProxyConfig.Dns dns() {
        return new ProxyConfig.Dns(
                env.optional("DNS_MIN_TTL", Grammar::duration), env.optional("DNS_MAX_TTL", Grammar::duration));
    }

    /** The pair of ADDR and NAME; null when neither is set, or when they are wrong. */
    @Nullable
    ControlAddress address(String prefix) {
        Addresses.HostPort address = env.optional(prefix + "_ADDR", Addresses::hostPort);
        String name = env.optional(prefix + "_NAME", IdentitySection::dnsName);
        if (address == null) {
            if (env.has(prefix + "_NAME") && !env.has(prefix + "_ADDR")) {
                env.problem(prefix + "_ADDR", "not set (expected: with " + EnvReader.PREFIX + prefix + "_NAME)");
            }
            return null;
        }
        ControlAddress control = new ControlAddress(address.host(), address.port(), name);
        if (!control.loopback() && !env.has(prefix + "_NAME")) {
            env.problem(
                    prefix + "_NAME",
                    "not set (expected: the server's identity, as " + control + " is not on loopback)");
        }
        return control;
    }

    /** On loopback the limits do not apply, and so need not be ordered. */
    private StreamLimits limits(boolean loopback) {
        Duration initial = limit("CONTROL_STREAM_INITIAL_TIMEOUT");
        Duration idle = limit("CONTROL_STREAM_IDLE_TIMEOUT");
        Duration lifetime = limit("CONTROL_STREAM_LIFETIME");
        if (loopback) {
            return StreamLimits.NONE;
        }
        ordered("CONTROL_STREAM_INITIAL_TIMEOUT", initial, "CONTROL_STREAM_IDLE_TIMEOUT", idle);
        ordered("CONTROL_STREAM_IDLE_TIMEOUT", idle, "CONTROL_STREAM_LIFETIME", lifetime);
        ordered("CONTROL_STREAM_INITIAL_TIMEOUT", initial, "CONTROL_STREAM_LIFETIME", lifetime);
        return new StreamLimits(initial, idle, lifetime);
    }

    private @Nullable Duration limit(String name) {
        return env.text(name, "").isEmpty() ? null : env.optional(name, Grammar::duration);
    }

    private void ordered(String name, @Nullable Duration shorter, String longerName, @Nullable Duration longer) {
        if (shorter != null && longer != null && shorter.compareTo(longer) > 0) {
            env.problem(name, "'" + env.text(name) + "' (expected: at most " + EnvReader.PREFIX + longerName + ")");
        }
    }
}
