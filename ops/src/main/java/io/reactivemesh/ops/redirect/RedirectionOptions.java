package io.reactivemesh.ops.redirect;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say what is redirected. */
final class RedirectionOptions {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-p", "--incoming-proxy-port"},
            paramLabel = "PORT",
            defaultValue = "-1",
            description = "Where the proxy takes what arrives at the pod, in Linkerd's pods 4143.")
    private int incomingProxyPort;

    @Option(
            names = {"-o", "--outgoing-proxy-port"},
            paramLabel = "PORT",
            defaultValue = "-1",
            description = "Where the proxy takes what the pod sends, in Linkerd's pods 4140.")
    private int outgoingProxyPort;

    @Option(
            names = {"-u", "--proxy-uid"},
            paramLabel = "UID",
            defaultValue = "-1",
            description = "User of the proxy; what it sends is not redirected again.")
    private int proxyUid;

    @Option(
            names = {"-g", "--proxy-gid"},
            paramLabel = "GID",
            defaultValue = "-1",
            description = "Group of the proxy; what it sends is not redirected again.")
    private int proxyGid;

    @Option(
            names = {"-r", "--ports-to-redirect"},
            paramLabel = "PORT",
            split = ",",
            description = "Inbound ports to redirect (default: all).")
    private List<String> portsToRedirect = List.of();

    @Option(
            names = "--inbound-ports-to-ignore",
            paramLabel = "PORTS",
            split = ",",
            description = "Inbound ports and ranges (4000-4100) that are never redirected.")
    private List<String> inboundPortsToIgnore = List.of();

    @Option(
            names = "--outbound-ports-to-ignore",
            paramLabel = "PORTS",
            split = ",",
            description = "Outbound ports and ranges that are never redirected.")
    private List<String> outboundPortsToIgnore = List.of();

    @Option(
            names = "--subnets-to-ignore",
            paramLabel = "CIDR",
            split = ",",
            description = "Senders whose inbound connections are never redirected.")
    private List<String> subnetsToIgnore = List.of();

    /**
     * What the options say.
     *
     * @param passedOver told of ports to ignore that are none: as in Linkerd's init container, they keep no pod from starting
     * @throws ParameterException naming the option that is wrong
     */
    Redirection read(Consumer<String> passedOver) {
        return new Redirection(
                proxyPort("--incoming-proxy-port", incomingProxyPort),
                proxyPort("--outgoing-proxy-port", outgoingProxyPort),
                proxyUid,
                proxyGid,
                list("--ports-to-redirect", portsToRedirect, RedirectionOptions::port),
                ranges("--inbound-ports-to-ignore", inboundPortsToIgnore, passedOver),
                ranges("--outbound-ports-to-ignore", outboundPortsToIgnore, passedOver),
                list("--subnets-to-ignore", subnetsToIgnore, Subnet::parse));
    }

    private int proxyPort(String option, int port) {
        if (port < 1 || port > 65_535) {
            throw wrong(option, port + " (expected: a TCP port, 1 to 65535)");
        }
        return port;
    }

    private static int port(String text) {
        PortRange range = PortRange.parse(text);
        if (range.low() != range.high()) {
            throw new IllegalArgumentException("'" + text + "' (expected: single ports)");
        }
        return range.low();
    }

    private <T> List<T> list(String option, List<String> texts, Function<String, T> parser) {
        List<T> values = new ArrayList<>();
        for (String text : texts) {
            try {
                if (!text.isBlank()) {
                    values.add(parser.apply(text));
                }
            } catch (IllegalArgumentException e) {
                throw wrong(option, String.valueOf(e.getMessage()));
            }
        }
        return values;
    }

    private static List<PortRange> ranges(String option, List<String> texts, Consumer<String> passedOver) {
        List<PortRange> ranges = new ArrayList<>();
        for (String text : texts) {
            try {
                if (!text.isBlank()) {
                    ranges.add(PortRange.parse(text));
                }
            } catch (IllegalArgumentException e) {
                passedOver.accept(option + ": passed over " + e.getMessage());
            }
        }
        return ranges;
    }

    private ParameterException wrong(String option, String what) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), option + ": " + what);
    }
}
