package io.reactivemesh.proxy.route;

import java.util.ArrayDeque;

/**
 * Estimates how large the automaton of an expression gets. RE2/J bounds each count in braces, but not what nested ones come to:
 * {@code ((a{1000}){1000}){1000}} is 24 characters and a thousand million states.
 */
final class RegexSize {

    private final String expression;
    private final ArrayDeque<Long> groups = new ArrayDeque<>();
    private long sum;
    private long last;
    private int at;

    private RegexSize(String expression) {
        this.expression = expression;
    }

    /** About how many states it takes; saturates. */
    static long of(String expression) {
        return new RegexSize(expression).measure();
    }

    private long measure() {
        while (at < expression.length()) {
            char c = expression.charAt(at++);
            switch (c) {
                case '(' -> open();
                case ')' -> close();
                case '[' -> {
                    skipClass();
                    item(1);
                }
                case '{' -> repeat();
                case '\\' -> {
                    at++;
                    item(1);
                }
                default -> item(1);
            }
        }
        while (!groups.isEmpty()) {
            close();
        }
        return add(sum, last);
    }

    private void item(long size) {
        sum = add(sum, last);
        last = size;
    }

    private void open() {
        item(0);
        groups.push(sum);
        sum = 0;
    }

    private void close() {
        long inner = add(sum, last);
        sum = groups.isEmpty() ? 0 : groups.pop();
        last = inner;
    }

    /** Multiplies the last item, if this is a count. */
    private void repeat() {
        int end = expression.indexOf('}', at);
        String bounds = end < 0 ? "" : expression.substring(at, end);
        if (!bounds.matches("\\d{1,4}(,\\d{0,4})?")) {
            item(1);
            return;
        }
        at = end + 1;
        long count = 1;
        for (String bound : bounds.split(",", -1)) {
            count = Math.max(count, bound.isEmpty() ? 1 : Long.parseLong(bound));
        }
        last = Math.multiplyHigh(last, count) == 0 && last * count >= 0 ? last * count : Long.MAX_VALUE;
    }

    /** Goes behind a character class; a closing bracket that comes first belongs to it. */
    private void skipClass() {
        if (at < expression.length() && expression.charAt(at) == '^') {
            at++;
        }
        at++;
        while (at < expression.length() && expression.charAt(at) != ']') {
            at += expression.charAt(at) == '\\' ? 2 : 1;
        }
        at++;
    }

    private static long add(long a, long b) {
        return a + b < 0 ? Long.MAX_VALUE : a + b;
    }
}
