package io.reactivemesh.actors.translate;

import io.reactivemesh.actors.workload.PortSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The value of a ports annotation such as {@code config.linkerd.io/opaque-ports}: {@code 25,3306,8000-8010,mysql}. An empty list is a
 * statement ("none"), other than no annotation.
 *
 * @param numbers what was written as numbers and ranges
 * @param names port names, which mean something only together with an object that declares them
 */
public record PortList(PortSet numbers, SortedSet<String> names) {
    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");
    /** IANA service names, RFC 6335 section 5.1. */
    private static final Pattern NAME = Pattern.compile("(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(?:-[a-z0-9]+)*");

    public PortList {
        names = Collections.unmodifiableSortedSet(new TreeSet<>(names));
    }

    /** Whether a text can name a port. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** A list, and the tokens that are neither a port, nor a range, nor a name. The list holds all others. */
    public record Parsed(PortList list, List<String> badTokens) {
        public Parsed {
            badTokens = List.copyOf(badTokens);
        }
    }

    /**
     * Reads a comma-separated list. Blanks around tokens and empty tokens are passed over.
     *
     * @return never refuses as a whole: a list with one wrong token still means the others
     */
    public static Parsed parse(String text) {
        List<PortSet.Range> ranges = new ArrayList<>();
        SortedSet<String> names = new TreeSet<>();
        List<String> bad = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            String token = part.strip();
            Matcher numbers = NUMBERS.matcher(token);
            if (token.isEmpty()) {
                continue;
            }
            if (numbers.matches()) {
                int from = Integer.parseInt(numbers.group(1));
                int to = numbers.group(2) == null ? from : Integer.parseInt(numbers.group(2));
                if (from < 1 || to > 65535 || from > to) {
                    bad.add(token);
                } else {
                    ranges.add(new PortSet.Range(from, to));
                }
            } else if (isName(token)) {
                names.add(token);
            } else {
                bad.add(token);
            }
        }
        return new Parsed(new PortList(PortSet.of(ranges), names), bad);
    }

    /** The ports meant on an object that declares {@code named}; names it does not declare mean nothing. */
    public PortSet resolve(Map<String, ? extends Set<Integer>> named) {
        List<PortSet.Range> ranges = new ArrayList<>(numbers.ranges());
        for (String name : names) {
            for (int port : named.containsKey(name) ? named.get(name) : Set.<Integer>of()) {
                ranges.add(new PortSet.Range(port, port));
            }
        }
        return PortSet.of(ranges);
    }
}
