package io.reactivemesh.ops.redirect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which rules follow from which options; the rules of the two chains one after the other, behind their comments' prefix. */
final class RedirectionTest {
    private static final String ALL_IN = "-p tcp redirect-all-incoming-to-proxy-port -j REDIRECT --to-ports 4143";
    private static final String LOOPBACK = "-o lo ignore-loopback -j RETURN";
    private static final String ALL_OUT = "-p tcp redirect-all-outgoing-to-proxy-port -j REDIRECT --to-ports 4140";

    static Stream<Arguments> options() {
        return Stream.of(
                argumentSet("only the two ports", new Options(), List.of(ALL_IN, LOOPBACK, ALL_OUT)),
                argumentSet(
                        "the proxy's user and group come first",
                        new Options().user(2102).group(2103),
                        List.of(
                                ALL_IN,
                                "-m owner --uid-owner 2102 ignore-proxy-user-id -j RETURN",
                                "-m owner --gid-owner 2103 ignore-proxy-group-id -j RETURN",
                                LOOPBACK,
                                ALL_OUT)),
                argumentSet(
                        "root and nobody at all are no proxy's user",
                        new Options().user(0).group(-1),
                        List.of(ALL_IN, LOOPBACK, ALL_OUT)),
                argumentSet(
                        "ignored ports, inbound and outbound",
                        new Options().ignoreInbound("4190", "4191", "4567-4568").ignoreOutbound("3306"),
                        List.of(
                                "-p tcp -m multiport --dports 4190,4191,4567:4568"
                                        + " ignore-port-4190,4191,4567:4568 -j RETURN",
                                ALL_IN,
                                LOOPBACK,
                                "-p tcp -m multiport --dports 3306 ignore-port-3306 -j RETURN",
                                ALL_OUT)),
                argumentSet(
                        "listed inbound ports instead of all",
                        new Options().redirect(8080, 9090),
                        List.of(
                                "-p tcp -m tcp --dport 8080 redirect-port-8080-to-proxy-port -j REDIRECT --to-ports 4143",
                                "-p tcp -m tcp --dport 9090 redirect-port-9090-to-proxy-port -j REDIRECT --to-ports 4143",
                                LOOPBACK,
                                ALL_OUT)),
                argumentSet(
                        "ignored ports win over listed ones",
                        new Options().ignoreInbound("8080").redirect(8080),
                        List.of(
                                "-p tcp -m multiport --dports 8080 ignore-port-8080 -j RETURN",
                                "-p tcp -m tcp --dport 8080 redirect-port-8080-to-proxy-port -j REDIRECT --to-ports 4143",
                                LOOPBACK,
                                ALL_OUT)),
                argumentSet(
                        "ignored senders, behind ignored ports; none of the other family",
                        new Options().ignoreInbound("4191").ignoreFrom("10.1.2.3/8", "fd00::/8", "192.168.7.0/24"),
                        List.of(
                                "-p tcp -m multiport --dports 4191 ignore-port-4191 -j RETURN",
                                "-s 10.0.0.0/8 ignore-subnet-10.0.0.0/8 -j RETURN",
                                "-s 192.168.7.0/24 ignore-subnet-192.168.7.0/24 -j RETURN",
                                ALL_IN,
                                LOOPBACK,
                                ALL_OUT)));
    }

    @ParameterizedTest
    @MethodSource("options")
    void rulesFollowFromOptions(Options options, List<String> expected) {
        assertThat(rules(options.build(), IpFamily.IPV4)).isEqualTo(expected);
    }

    static Stream<Arguments> longLists() {
        return Stream.of(
                argumentSet("fifteen ports fill a rule", singles(15), List.of(15)),
                argumentSet("the sixteenth begins another", singles(16), List.of(15, 1)),
                argumentSet("a range takes two places", concat(singles(13), "1-2"), List.of(14)),
                argumentSet("a range that does not fit begins another", concat(singles(14), "1-2"), List.of(14, 1)),
                argumentSet("a range of one port takes one", concat(singles(14), "7-7"), List.of(15)),
                argumentSet("seven ranges and a port", concat(ranges(7), "1"), List.of(8)),
                argumentSet("eight ranges", ranges(8), List.of(7, 1)));
    }

    @ParameterizedTest
    @MethodSource("longLists")
    void longListsOfPortsBecomeSeveralRules(String[] ports, List<Integer> portsInEachRule) {
        Redirection redirection = new Options().ignoreInbound(ports).build();

        List<Integer> sizes = new ArrayList<>();
        List<PortRange> kept = new ArrayList<>();
        for (Rule rule : redirection.rules(Chain.INBOUND, IpFamily.IPV4)) {
            if (rule.match() instanceof Rule.Match.TcpPorts(List<PortRange> together)) {
                sizes.add(together.size());
                kept.addAll(together);
            }
        }

        assertThat(sizes).isEqualTo(portsInEachRule);
        assertThat(kept).isEqualTo(Stream.of(ports).map(PortRange::parse).toList());
    }

    @Test
    void theOtherFamilyHasTheSameRulesWithItsOwnSubnets() {
        Redirection redirection = new Options()
                .user(2102)
                .ignoreFrom("10.0.0.0/8", "fd00:0:0:1::5/64")
                .build();

        assertThat(rules(redirection, IpFamily.IPV6))
                .containsExactly(
                        "-s fd00:0:0:1:0:0:0:0/64 ignore-subnet-fd00:0:0:1:0:0:0:0/64 -j RETURN",
                        ALL_IN,
                        "-m owner --uid-owner 2102 ignore-proxy-user-id -j RETURN",
                        LOOPBACK,
                        ALL_OUT);
    }

    private static List<String> rules(Redirection redirection, IpFamily family) {
        return Stream.of(Chain.INBOUND, Chain.OUTBOUND)
                .flatMap(chain -> redirection.rules(chain, family).stream())
                .map(rule ->
                        String.join(" ", IptablesPrinter.words(rule)).replace("-m comment --comment proxy-init/", ""))
                .toList();
    }

    private static String[] singles(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Integer.toString(8000 + i))
                .toArray(String[]::new);
    }

    private static String[] ranges(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> (9000 + 10 * i) + "-" + (9005 + 10 * i))
                .toArray(String[]::new);
    }

    private static String[] concat(String[] ports, String last) {
        return Stream.concat(Stream.of(ports), Stream.of(last)).toArray(String[]::new);
    }

    /** A redirection to 4143 and 4140, and what else is said of it. */
    static final class Options {
        private int user = -1;
        private int group = -1;
        private List<Integer> redirected = List.of();
        private List<PortRange> ignoredInbound = List.of();
        private List<PortRange> ignoredOutbound = List.of();
        private List<Subnet> ignoredSenders = List.of();

        Options user(int uid) {
            user = uid;
            return this;
        }

        Options group(int gid) {
            group = gid;
            return this;
        }

        Options redirect(Integer... ports) {
            redirected = List.of(ports);
            return this;
        }

        Options ignoreInbound(String... ports) {
            ignoredInbound = Stream.of(ports).map(PortRange::parse).toList();
            return this;
        }

        Options ignoreOutbound(String... ports) {
            ignoredOutbound = Stream.of(ports).map(PortRange::parse).toList();
            return this;
        }

        Options ignoreFrom(String... subnets) {
            ignoredSenders = Stream.of(subnets).map(Subnet::parse).toList();
            return this;
        }

        Redirection build() {
            return new Redirection(
                    4143, 4140, user, group, redirected, ignoredInbound, ignoredOutbound, ignoredSenders);
        }
    }
}
