package io.reactivemesh.ops.redirect;

import io.reactivemesh.ops.redirect.Rule.Match;
import io.reactivemesh.ops.redirect.Rule.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is to go through a pod's proxy, and what not. Rules follow from it by {@link #rules}, the same on every backend.
 *
 * @param inboundPort where the proxy takes what arrives, 1 to 65535
 * @param outboundPort where the proxy takes what the application sends, 1 to 65535
 * @param proxyUid the user whose own connections are exempt; 0 and below = none
 * @param proxyGid the group whose own connections are exempt; 0 and below = none
 * @param portsToRedirect inbound ports that are redirected; empty = all
 * @param inboundPortsToIgnore inbound ports that are not, whatever else is said
 * @param outboundPortsToIgnore outbound ports that are not
 * @param subnetsToIgnore who reaches the application without the proxy: senders of inbound connections
 */
public record Redirection(
        int inboundPort,
        int outboundPort,
        int proxyUid,
        int proxyGid,
        List<Integer> portsToRedirect,
        List<PortRange> inboundPortsToIgnore,
        List<PortRange> outboundPortsToIgnore,
        List<Subnet> subnetsToIgnore) {
    /** Copies the lists. */
    public Redirection {
        portsToRedirect = List.copyOf(portsToRedirect);
        inboundPortsToIgnore = List.copyOf(inboundPortsToIgnore);
        outboundPortsToIgnore = List.copyOf(outboundPortsToIgnore);
        subnetsToIgnore = List.copyOf(subnetsToIgnore);
    }

    /** The rules of one chain, in order. Subnets of the other family have none. */
    public List<Rule> rules(Chain chain, IpFamily family) {
        return switch (chain) {
            case INBOUND -> inbound(family);
            case OUTBOUND -> outbound();
        };
    }

    private List<Rule> inbound(IpFamily family) {
        List<Rule> rules = new ArrayList<>(ignored(inboundPortsToIgnore));
        for (Subnet subnet : subnetsToIgnore) {
            if (subnet.family() == family) {
                rules.add(new Rule(new Match.FromSubnet(subnet), new Verdict.Pass(), "ignore-subnet-" + subnet));
            }
        }
        Verdict toProxy = new Verdict.RedirectTo(inboundPort);
        if (portsToRedirect.isEmpty()) {
            rules.add(new Rule(new Match.AnyTcp(), toProxy, "redirect-all-incoming-to-proxy-port"));
        }
        for (int port : portsToRedirect) {
            rules.add(new Rule(new Match.TcpPort(port), toProxy, "redirect-port-" + port + "-to-proxy-port"));
        }
        return rules;
    }

    private List<Rule> outbound() {
        List<Rule> rules = new ArrayList<>();
        if (proxyUid > 0) {
            rules.add(new Rule(new Match.FromUser(proxyUid), new Verdict.Pass(), "ignore-proxy-user-id"));
        }
        if (proxyGid > 0) {
            rules.add(new Rule(new Match.FromGroup(proxyGid), new Verdict.Pass(), "ignore-proxy-group-id"));
        }
        rules.add(new Rule(new Match.ToLoopback(), new Verdict.Pass(), "ignore-loopback"));
        rules.addAll(ignored(outboundPortsToIgnore));
        rules.add(new Rule(
                new Match.AnyTcp(), new Verdict.RedirectTo(outboundPort), "redirect-all-outgoing-to-proxy-port"));
        return rules;
    }

    /** As many rules as the ports need: a multiport match holds only so many. */
    private static List<Rule> ignored(List<PortRange> ports) {
        List<Rule> rules = new ArrayList<>();
        List<PortRange> together = new ArrayList<>();
        int places = 0;
        for (PortRange range : ports) {
            if (places + range.places() > Match.TcpPorts.MAX_PLACES) {
                rules.add(ignore(together));
                together.clear();
                places = 0;
            }
            together.add(range);
            places += range.places();
        }
        if (!together.isEmpty()) {
            rules.add(ignore(together));
        }
        return rules;
    }

    private static Rule ignore(List<PortRange> ports) {
        String list = ports.stream().map(PortRange::toString).collect(Collectors.joining(","));
        return new Rule(new Match.TcpPorts(ports), new Verdict.Pass(), "ignore-port-" + list);
    }
}
