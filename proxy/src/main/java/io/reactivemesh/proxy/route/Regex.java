package io.reactivemesh.proxy.route;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * A regular expression that has to match a whole text, in RE2's dialect: no look-around, no back-references, and so a time that
 * is linear in the text. A policy cannot hang an event loop with it, nor can a client. Two are equal when their expressions are.
 */
public final class Regex {

    /** Longer expressions are refused: the automaton grows with the expression. */
    static final int MAX_LENGTH = 4096;

    /** Expressions that take more states are refused, see {@link RegexSize}. */
    static final int MAX_STATES = 10_000;

    private final String expression;
    private final Pattern pattern;

    private Regex(String expression, Pattern pattern) {
        this.expression = expression;
        this.pattern = pattern;
    }

    /**
     * Compiles an expression.
     *
     * @throws IllegalArgumentException when it is not one, or too long
     */
    public static Regex compile(String expression) {
        if (expression.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "regex: " + expression.length() + " characters (expected: at most " + MAX_LENGTH + ")");
        }
        long states = RegexSize.of(expression);
        if (states > MAX_STATES) {
            throw new IllegalArgumentException(
                    "regex: " + expression + ": " + states + " states (expected: at most " + MAX_STATES + ")");
        }
        try {
            return new Regex(expression, Pattern.compile(expression));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("regex: " + expression + " (expected: RE2 syntax)", e);
        }
    }

    /** Whether it matches all of {@code text}. */
    public boolean matches(String text) {
        return pattern.matches(text);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Regex regex && regex.expression.equals(expression);
    }

    @Override
    public int hashCode() {
        return expression.hashCode();
    }

    /** The expression. */
    @Override
    public String toString() {
        return expression;
    }
}
