package io.reactivemesh.proxy.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegexTest {

    /** A backtracking engine would need longer than the universe has existed. */
    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS)
    void anExpressionCannotHangTheLoop() {
        Regex nested = Regex.compile("((a+)+)+b");

        assertThat(nested.matches("a".repeat(5000))).isFalse();
    }

    @Test
    void whatIsNoExpressionIsRefused() {
        assertThatThrownBy(() -> Regex.compile("("))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("RE2");
        assertThatThrownBy(() -> Regex.compile("(?=a)")).as("look-ahead").isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Regex.compile("a".repeat(Regex.MAX_LENGTH + 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4096");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '"',
            value = {
                "abc 3",
                "a{3}b 4",
                "(a{1000}){1000} 1000000",
                "((a{1000}){1000}){1000} 1000000000",
                "(a{1000}|b){2,}c 2005",
                "[a{99}]{2,5} 5",
                "[]{9}a]{2} 2",
                "\\{9}(a{2}b){0,3} 12",
                "a{x} 4",
                "\\d{3}-\\d{4} 8",
                "(((((((a{999}){999}){999}){999}){999}){999}){999}) 9223372036854775807"
            })
    void nestedCountsMultiply(String expression, long states) {
        assertThat(RegexSize.of(expression)).isEqualTo(states);
    }

    @Test
    void anExpressionThatWouldGrowBeyondMeasureIsRefused() {
        assertThatThrownBy(() -> Regex.compile("((a{1000}){1000}){1000}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("states");
    }

    @Test
    void equalExpressionsAreEqual() {
        assertThat(Regex.compile("a|b")).isEqualTo(Regex.compile("a|b")).hasSameHashCodeAs(Regex.compile("a|b"));
        assertThat(Regex.compile("a|b")).isNotEqualTo(Regex.compile("b|a"));
    }
}
