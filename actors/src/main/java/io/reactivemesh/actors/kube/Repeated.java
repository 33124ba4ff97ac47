package io.reactivemesh.actors.kube;

/**
 * Texts that come again and again (namespaces, node names, labels), each kept once. A cache of one place per hash: what was forgotten is
 * merely kept twice. Any thread; races cost no more than that.
 */
final class Repeated {
    private static final int PLACES = 1 << 14;
    private static final int LONGEST = 80;

    private final String[] places = new String[PLACES];

    Repeated() {
        java.util.Arrays.fill(places, "");
    }

    /** The same text, as it was seen before if it was. */
    String once(String text) {
        if (text.length() > LONGEST) {
            return text;
        }
        int hash = text.hashCode();
        int place = (hash ^ (hash >>> 14)) & (PLACES - 1);
        String known = places[place];
        if (known.equals(text)) {
            return known;
        }
        places[place] = text;
        return text;
    }
}
