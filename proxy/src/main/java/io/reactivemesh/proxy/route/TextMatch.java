package io.reactivemesh.proxy.route;

import java.util.function.Predicate;

/** What a header's or a query parameter's value has to be. */
public sealed interface TextMatch extends Predicate<String> {

    /** Exactly this, one byte a character. */
    record Exact(String value) implements TextMatch {

        @Override
        public boolean test(String text) {
            return value.equals(text);
        }
    }

    /** Matched as a whole by an expression. */
    record Matching(Regex regex) implements TextMatch {

        @Override
        public boolean test(String text) {
            return regex.matches(text);
        }
    }
}
