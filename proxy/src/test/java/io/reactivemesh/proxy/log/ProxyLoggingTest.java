package io.reactivemesh.proxy.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class ProxyLoggingTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Clock clock = Clock.fixed(Instant.parse("2026-01-02T03:04:05.006Z"), ZoneOffset.UTC);
    private long now;
    private final ProxyLogging logging = new ProxyLogging(new LogSink(out), clock, () -> now);
    private final Logger logger = logging.getLogger("a.b");

    @Test
    void writesPlainLinesWithUptimeLevelThreadTargetAndFacts() {
        now = 1_234_567_000L;

        logger.atWarn().addKeyValue("peer", "10.0.0.1").log("Connection {}", "denied");

        assertThat(written())
                .matches(
                        "\\[     1\\.234567s\\]  WARN ThreadId\\(\\d\\d+\\) a\\.b: Connection denied peer=10\\.0\\.0\\.1\n");
    }

    @Test
    void writesJsonLines() {
        logging.json(true);

        logger.atError().addKeyValue("text", "a\"b\n").log("Failed");

        assertThat(written())
                .startsWith("{\"timestamp\":\"2026-01-02T03:04:05.006Z\",\"level\":\"ERROR\","
                        + "\"fields\":{\"message\":\"Failed\",\"text\":\"a\\\"b\\n\"},\"target\":\"a.b\",\"threadId\":")
                .endsWith("}\n");
    }

    @Test
    void writesTheCauseBelow() {
        logger.error("Failed", new IllegalStateException("why"));

        assertThat(written()).contains("a.b: Failed\njava.lang.IllegalStateException: why\n\tat ");
    }

    @Test
    void aNewFilterHoldsForLoggersThatExist() {
        logger.info("unheard");
        assertThat(written()).isEmpty();
        assertThat(logger.isInfoEnabled()).isFalse();

        logging.filter(LogFilter.parse("a=info"));

        assertThat(logger.isInfoEnabled()).isTrue();
        assertThat(logger.isDebugEnabled()).isFalse();
        logger.info("heard");
        assertThat(written()).contains("heard");
    }

    @Test
    void aReaderGetsWhatItsOwnFilterAdmitsAndTheOutputOnlyWhatItsDoes() {
        List<String> read = new ArrayList<>();
        Runnable end = logging.read(LogFilter.parse("off,a=debug"), read::add);

        logger.debug("for the reader");
        logging.getLogger("other").warn("for the output");

        assertThat(read)
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("{\"timestamp\":")
                        .contains("\"level\":\"DEBUG\"", "for the reader")
                        .endsWith("}\n"));
        assertThat(written()).contains("for the output").doesNotContain("for the reader");

        end.run();
        assertThat(logger.isDebugEnabled()).isFalse();
    }

    @Test
    void isWhatSlf4jUses() {
        assertThat(ProxyLogging.installed()).isNotNull();
    }

    private String written() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
