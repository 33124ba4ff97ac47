package io.reactivemesh.ops.redirect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is in a nat table, as far as it concerns us: read from the listing of an {@code iptables-save} program. Immutable. */
final class NatTable {
    /** A table without any of our chains. */
    static final NatTable EMPTY = new NatTable(Map.of());

    /** A table with both chains and the jumps to them. */
    static final NatTable COMPLETE = new NatTable(Map.of(
            Chain.INBOUND.title(), List.of(),
            Chain.OUTBOUND.title(), List.of(),
            Chain.INBOUND.hook(), List.of(List.of("-j", Chain.INBOUND.title())),
            Chain.OUTBOUND.hook(), List.of(List.of("-j", Chain.OUTBOUND.title()))));

    private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|(\\S+)");

    /** Chain → words of each rule, behind the chain's name, without quotes. */
    private final Map<String, List<List<String>>> chains;

    private NatTable(Map<String, List<List<String>>> chains) {
        this.chains = chains;
    }

    /** Reads a listing; lines that are neither a chain nor a rule do not matter. */
    static NatTable parse(String listing) {
        Map<String, List<List<String>>> chains = new TreeMap<>();
        listing.lines().forEach(line -> {
            List<String> words = words(line);
            if (line.startsWith(":") && !words.isEmpty()) {
                chains.putIfAbsent(words.getFirst().substring(1), new ArrayList<>());
            } else if (line.startsWith("-A ") && words.size() > 2) {
                chains.computeIfAbsent(words.get(1), _ -> new ArrayList<>()).add(words.subList(2, words.size()));
            }
        });
        return new NatTable(chains);
    }

    boolean has(Chain chain) {
        return chains.containsKey(chain.title());
    }

    /** Whether the built-in chain jumps to ours, for whatever traffic. */
    boolean jumpsTo(Chain chain) {
        return chains.getOrDefault(chain.hook(), List.of()).stream().anyMatch(rule -> {
            int jump = rule.indexOf("-j");
            return jump >= 0 && jump + 1 < rule.size() && rule.get(jump + 1).equals(chain.title());
        });
    }

    /** Whether a chain consists of exactly these rules, in this order. */
    boolean consistsOf(Chain chain, List<Rule> rules) {
        return has(chain)
                && rules.stream()
                        .map(IptablesPrinter::words)
                        .toList()
                        .equals(chains.getOrDefault(chain.title(), List.of()));
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find()) {
            String quoted = matcher.group(1);
            String word = quoted != null ? quoted.replaceAll("\\\\(.)", "$1") : matcher.group(2);
            boolean subnet = !words.isEmpty() && words.getLast().equals("-s");
            words.add(subnet ? canonical(word) : word);
        }
        return words;
    }

    /** An IPv6 address has many spellings. */
    private static String canonical(String subnet) {
        try {
            return Subnet.parse(subnet).toString();
        } catch (IllegalArgumentException e) {
            // Somebody else's rule, in a form that ours never have.
            return subnet;
        }
    }
}
