package io.reactivemesh.proxy.admin;

import java.util.Map;

/**
 * The labels of one series, rendered once as {@code k="v",k2="v2"} in the order they were given. Two are equal when
 * their text is. Build them when a stack is built, never per request.
 *
 * @param text rendered and escaped, without braces; empty for none
 */
public record Labels(String text) {

    /** No labels. */
    public static final Labels NONE = new Labels("");

    /** One label. */
    public static Labels of(String name, String value) {
        return NONE.and(name, value);
    }

    /** These labels, then another. The name's illegal characters become underscores; the value is escaped. */
    public Labels and(String name, String value) {
        StringBuilder out = new StringBuilder(text.length() + name.length() + value.length() + 4);
        out.append(text);
        append(out, "", name, value);
        return new Labels(out.toString());
    }

    /** These labels, then {@code others}. */
    public Labels and(Labels others) {
        if (others.text.isEmpty()) {
            return this;
        }
        return text.isEmpty() ? others : new Labels(text + "," + others.text);
    }

    /** These labels, then those of {@code map} in its order, each name behind {@code prefix}. */
    public Labels and(String prefix, Map<String, String> map) {
        StringBuilder out = new StringBuilder(text);
        map.forEach((name, value) -> append(out, prefix, name, value));
        return new Labels(out.toString());
    }

    private static void append(StringBuilder out, String prefix, String name, String value) {
        if (!out.isEmpty()) {
            out.append(',');
        }
        out.append(prefix);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean legal = c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            out.append(legal ? c : '_');
        }
        out.append("=\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '"' -> out.append("\\\"");
                case '\n' -> out.append("\\n");
                default -> out.append(c);
            }
        }
        out.append('"');
    }
}
