package io.reactivemesh.proxy.stack;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A change of a head's headers: first some are added, then some set, then some removed.
 *
 * @param add each becomes another value of its name
 * @param set each replaces every value of its name
 * @param remove names, in small letters
 */
public record HeaderEdit(List<Header> add, List<Header> set, List<String> remove) {

    /** What frames a message or belongs to one hop: whoever could change it could smuggle requests. */
    private static final Set<String> UNTOUCHABLE = Set.of(
            "connection",
            "content-length",
            "http2-settings",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /** One header; refuses what cannot stand in a head, and what frames a message. */
    public record Header(String name, String value) {

        /** Folds the name's case. */
        public Header {
            name = legal(name);
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                if ((c < ' ' && c != '\t') || c == 0x7F || c > 0xFF) {
                    throw new IllegalArgumentException(
                            "header " + name + ": character " + (int) c + " at " + i + " (expected: visible text)");
                }
            }
        }
    }

    /** Copies the lists; refuses names that cannot stand in a head, and those that frame a message. */
    public HeaderEdit {
        add = List.copyOf(add);
        set = List.copyOf(set);
        remove = remove.stream().map(HeaderEdit::legal).toList();
    }

    /** Whether a header of that name may be changed at all. */
    public static boolean mayTouch(String name) {
        return !UNTOUCHABLE.contains(name.toLowerCase(Locale.ROOT));
    }

    private static String legal(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean token = !lower.isEmpty()
                && lower.chars()
                        .allMatch(c ->
                                (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
        if (!token || UNTOUCHABLE.contains(lower)) {
            throw new IllegalArgumentException(
                    "header: " + name + " (expected: a header name that does not frame the message)");
        }
        return lower;
    }

    /** Whether it takes a header of that name, in small letters, away from those that were there. */
    public boolean drops(String name) {
        if (remove.contains(name)) {
            return true;
        }
        for (Header header : set) {
            if (header.name().equals(name)) {
                return true;
            }
        }
        return false;
    }
}
