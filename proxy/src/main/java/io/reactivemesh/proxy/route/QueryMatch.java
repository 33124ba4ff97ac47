package io.reactivemesh.proxy.route;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A query parameter that must be there; any of its occurrences may satisfy the condition. Names and values are form-decoded first:
 * {@code %XX} is a byte of UTF-8 and {@code +} a space; a parameter without {@code =} has an empty value.
 *
 * @param name not empty
 */
public record QueryMatch(String name, TextMatch value) {

    /** Refuses an empty name. */
    public QueryMatch {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("query parameter: empty name (expected: a name)");
        }
    }

    /** Whether a parameter of {@code query} matches; {@code query} is what stands behind the question mark. */
    boolean matches(String query) {
        int from = 0;
        while (from <= query.length()) {
            int ampersand = query.indexOf('&', from);
            int to = ampersand < 0 ? query.length() : ampersand;
            if (to > from && matchesPair(query.substring(from, to))) {
                return true;
            }
            from = to + 1;
        }
        return false;
    }

    private boolean matchesPair(String pair) {
        int equals = pair.indexOf('=');
        String key = decode(equals < 0 ? pair : pair.substring(0, equals));
        return key.equals(name) && value.test(equals < 0 ? "" : decode(pair.substring(equals + 1)));
    }

    /** Undoes form encoding; a percent sign that introduces no byte stands for itself. */
    static String decode(String text) {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
            return text;
        }
        ByteBuffer bytes = ByteBuffer.allocate(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int high = c == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
            if (low >= 0) {
                bytes.put((byte) (high << 4 | low));
                i += 2;
            } else {
                bytes.put((byte) (c == '+' ? ' ' : c));
            }
        }
        return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
    }
}
