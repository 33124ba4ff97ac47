package io.reactivemesh.ops.redirect;

import io.reactivemesh.ops.redirect.Rule.Match;
import io.reactivemesh.ops.redirect.Rule.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Says rules in the words of one iptables program (iptables(8), iptables-extensions(8)). All six programs, three backends in two families,
 * have the same words. Pure.
 */
final class IptablesPrinter {
    private static final String COMMENT = "proxy-init/";

    private final String program;
    private final boolean waits;

    /**
     * @param program e.g. {@code ip6tables-nft}
     * @param waits whether a command waits for the table's lock instead of failing
     */
    IptablesPrinter(String program, boolean waits) {
        this.program = program;
        this.waits = waits;
    }

    List<String> create(Chain chain) {
        return command("-N", chain.title());
    }

    List<String> flush(Chain chain) {
        return command("-F", chain.title());
    }

    List<String> delete(Chain chain) {
        return command("-X", chain.title());
    }

    List<String> append(Chain chain, Rule rule) {
        List<String> words = new ArrayList<>(List.of("-A", chain.title()));
        words.addAll(words(rule));
        return command(words);
    }

    List<String> appendJump(Chain chain) {
        return jump("-A", chain);
    }

    List<String> deleteJump(Chain chain) {
        return jump("-D", chain);
    }

    private List<String> jump(String action, Chain chain) {
        List<String> words = new ArrayList<>(List.of(action, chain.hook()));
        words.addAll(comment(chain.jumpComment()));
        words.addAll(List.of("-j", chain.title()));
        return command(words);
    }

    /**
     * A rule, behind the name of its chain, without quotes: in the order and the spelling of a listing, which commands understand too. So what
     * was asked for and what is there can be compared.
     */
    static List<String> words(Rule rule) {
        List<String> words = new ArrayList<>(
                switch (rule.match()) {
                    case Match.AnyTcp() -> List.of("-p", "tcp");
                    case Match.TcpPort(int port) ->
                        List.of("-p", "tcp", "-m", "tcp", "--dport", Integer.toString(port));
                    case Match.TcpPorts(List<PortRange> ports) ->
                        List.of("-p", "tcp", "-m", "multiport", "--dports", joined(ports));
                    // A listing leaves out a subnet that is everything.
                    case Match.FromSubnet(Subnet subnet) ->
                        subnet.prefixBits() == 0 ? List.of() : List.of("-s", subnet.toString());
                    case Match.FromUser(int uid) -> List.of("-m", "owner", "--uid-owner", Integer.toString(uid));
                    case Match.FromGroup(int gid) -> List.of("-m", "owner", "--gid-owner", Integer.toString(gid));
                    case Match.ToLoopback() -> List.of("-o", "lo");
                });
        words.addAll(comment(rule.purpose()));
        words.addAll(
                switch (rule.verdict()) {
                    case Verdict.Pass() -> List.of("-j", "RETURN");
                    case Verdict.RedirectTo(int port) ->
                        List.of("-j", "REDIRECT", "--to-ports", Integer.toString(port));
                });
        return words;
    }

    private static String joined(List<PortRange> ports) {
        return ports.stream().map(PortRange::toString).collect(Collectors.joining(","));
    }

    private static List<String> comment(String purpose) {
        return List.of("-m", "comment", "--comment", COMMENT + purpose);
    }

    private List<String> command(String action, String chain) {
        return command(List.of(action, chain));
    }

    private List<String> command(List<String> words) {
        List<String> command = new ArrayList<>(List.of(program, "-t", "nat"));
        command.addAll(words);
        if (waits) {
            command.add("-w");
        }
        return command;
    }
}
