package io.reactivemesh.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PointInTimeTest {
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-01T12:00:00Z"), ZoneOffset.UTC);

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "10m, 2026-11-01T11:50:00Z",
        "1h30m, 2026-11-01T10:30:00Z",
        "90s, 2026-11-01T11:58:30Z",
        "1.5s, 2026-11-01T11:59:58.500Z",
        "250ms, 2026-11-01T11:59:59.750Z",
        "2026-10-31T00:00:00Z, 2026-10-31T00:00:00Z",
    })
    void readsHowLongAgoAndWhen(String text, Instant expected) {
        assertThat(PointInTime.parse("--since", text, NOON)).isEqualTo(expected);
    }
}
