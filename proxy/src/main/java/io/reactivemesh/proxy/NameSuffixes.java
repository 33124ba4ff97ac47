package io.reactivemesh.proxy;

import java.util.List;
import java.util.Locale;

/**
 * DNS suffixes that a name may end with, compared by whole labels and without regard to case or a trailing dot.
 *
 * @param suffixes without leading and trailing dots; the empty string contains every name
 */
public record NameSuffixes(List<String> suffixes) {

    /** Contains no name. */
    public static final NameSuffixes NONE = new NameSuffixes(List.of());

    /** Copies the list. */
    public NameSuffixes {
        suffixes = List.copyOf(suffixes);
    }

    /**
     * Reads a comma separated list; {@code .} means every name, the empty string none.
     *
     * @throws IllegalArgumentException when an item is not a DNS name
     */
    public static NameSuffixes parse(String text) {
        if (text.isBlank()) {
            return NONE;
        }
        return new NameSuffixes(java.util.Arrays.stream(text.split(",", -1))
                .map(NameSuffixes::suffix)
                .toList());
    }

    private static String suffix(String item) {
        String name = item.strip().toLowerCase(Locale.ROOT);
        if (name.equals(".")) {
            return "";
        }
        if (!Addresses.isDnsName(name)) {
            throw new IllegalArgumentException("DNS names separated by commas, or \".\"");
        }
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    /** Whether a name ends with one of the suffixes. */
    public boolean contains(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        String bare = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        return suffixes.stream()
                .anyMatch(suffix -> suffix.isEmpty() || bare.equals(suffix) || bare.endsWith("." + suffix));
    }
}
