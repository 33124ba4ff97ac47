package io.reactivemesh.proxy.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-11-27T10:00:00Z");

    @ParameterizedTest(name = "retry-after \"{0}\" is {1} s")
    @CsvSource(
            delimiter = '|',
            value = {
                "120|120",
                "' 7 '|7",
                "0|0",
                "-5|0",
                "1.5|0",
                "soon|0",
                "''|0",
                "99999999999999999999|0",
                "Fri, 27 Nov 2026 10:01:30 GMT|90",
                "Fri, 27 Nov 2026 09:00:00 GMT|0",
                "Fri, 27 Nov 2026 10:01:30|0"
            })
    void retryAfterIsSecondsOrADate(String value, long seconds) {
        assertThat(Duration.ofNanos(RetryAfter.nanos(value, NOW))).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest(name = "pushback \"{0}\" is {1} ms")
    @CsvSource({"250,250", "' 250 ',250", "0,0", "-1,0", "garbage,0"})
    void pushbackIsMilliseconds(String value, long millis) {
        assertThat(Duration.ofNanos(RetryAfter.pushbackNanos(value))).isEqualTo(Duration.ofMillis(millis));
    }
}
