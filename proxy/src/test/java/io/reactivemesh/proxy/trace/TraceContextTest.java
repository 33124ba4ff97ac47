package io.reactivemesh.proxy.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivemesh.proxy.trace.TraceContext.Format;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {

    private static final String TRACE = "94d7f6ec6b95f3e916179cb6cfd01390";
    private static final String SPAN = "55ccfce77f972614";
    private static final long HIGH = 0x94d7f6ec6b95f3e9L;
    private static final long LOW = 0x16179cb6cfd01390L;
    private static final long ID = 0x55ccfce77f972614L;

    private static @Nullable TraceContext of(Map<String, String> headers) {
        return TraceContext.of(headers::get);
    }

    private static @Nullable TraceContext traceparent(String text) {
        return of(Map.of("traceparent", text));
    }

    private static String binary(String hex) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
    }

    @ParameterizedTest
    @CsvSource({"00, false", "01, true", "02, false", "03, true", "ff, true"})
    void traceparentIsReadAndWrittenWithItsFlags(String flags, boolean sampled) {
        String text = "00-" + TRACE + "-" + SPAN + "-" + flags;

        assertThat(traceparent(text)).satisfies(context -> {
            assertThat(context).isEqualTo(new TraceContext(HIGH, LOW, ID, HexFormat.fromHexDigits(flags), Format.W3C));
            assertThat(context.isSampled()).isEqualTo(sampled);
            assertThat(context.text()).isEqualTo(text);
        });
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "another version,22-94d7f6ec6b95f3e916179cb6cfd01390-55ccfce77f972614-01",
        "no version,94d7f6ec6b95f3e916179cb6cfd01390-55ccfce77f972614-01",
        "no flags,00-94d7f6ec6b95f3e916179cb6cfd01390-55ccfce77f972614",
        "empty flags,00-94d7f6ec6b95f3e916179cb6cfd01390-55ccfce77f972614-",
        "three digits of flags,00-94d7f6ec6b95f3e916179cb6cfd01390-55ccfce77f972614-011",
        "ids of odd length,00-94d7f6ec6b95f3e916179cb6cfd013901-55ccfce77972614-01",
        "short ids,00-94d7f6ec6b95f3e9-55ccfce77f972614-01",
        "capital letters,00-94D7F6EC6B95F3E916179CB6CFD01390-55ccfce77f972614-01",
        "no hex digits,00-94d7f6ec6b95f3e916179cb6cfd0139g-55ccfce77f972614-01",
        "nobody's trace,00-00000000000000000000000000000000-55ccfce77f972614-01",
        "nobody's span,00-94d7f6ec6b95f3e916179cb6cfd01390-0000000000000000-01",
        "more behind,00-94d7f6ec6b95f3e916179cb6cfd01390-55ccfce77f972614-01-00",
        "another separator,00_94d7f6ec6b95f3e916179cb6cfd01390_55ccfce77f972614_01",
        "nothing,''"
    })
    void aMalformedTraceparentCountsForNothing(String reason, String text) {
        assertThat(traceparent(text)).as(reason).isNull();
    }

    @Test
    void theBinaryFormatOfGrpcIsReadPaddedOrNotAndWrittenWithoutPadding() {
        String padded = binary("0000" + TRACE + "01" + SPAN + "0201");
        TraceContext expected = new TraceContext(HIGH, LOW, ID, 1, Format.GRPC);

        assertThat(padded).endsWith("=");
        assertThat(of(Map.of("grpc-trace-bin", padded))).isEqualTo(expected);
        assertThat(of(Map.of("grpc-trace-bin", padded.replace("=", "")))).isEqualTo(expected);
        assertThat(expected.text()).isEqualTo(padded.replace("=", ""));
    }

    @Test
    void theBinaryFormatEndsAtAFieldOfALaterVersion() {
        assertThat(of(Map.of("grpc-trace-bin", binary("0000" + TRACE + "01" + SPAN + "07beef"))))
                .isEqualTo(new TraceContext(HIGH, LOW, ID, 0, Format.GRPC));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "0000" + TRACE, "0000" + TRACE + "01" + "55cc", "0100" + TRACE + "01" + SPAN})
    void aBinaryContextThatIsNotWholeCountsForNothing(String hex) {
        assertThat(of(Map.of("grpc-trace-bin", binary(hex)))).isNull();
    }

    @Test
    void whatIsNotBase64CountsForNothing() {
        assertThat(of(Map.of("grpc-trace-bin", "%%%"))).isNull();
    }

    @ParameterizedTest
    @CsvSource({TRACE + ",1,true", TRACE + ",0,false", TRACE + ",true,false", "16179cb6cfd01390,1,true"})
    void b3IsReadFromItsHeaders(String trace, String sampled, boolean isSampled) {
        TraceContext expected =
                new TraceContext(trace.length() == 32 ? HIGH : 0, LOW, ID, isSampled ? 1 : 0, Format.B3);

        assertThat(of(Map.of("x-b3-traceid", trace, "x-b3-spanid", SPAN, "x-b3-sampled", sampled)))
                .isEqualTo(expected);
        assertThat(expected.isSampled()).isEqualTo(isSampled);
        assertThat(expected.text()).isEqualTo(SPAN);
    }

    @Test
    void b3WithoutItsSamplingHeaderIsNotSampled() {
        assertThat(of(Map.of("x-b3-traceid", TRACE, "x-b3-spanid", SPAN)))
                .isEqualTo(new TraceContext(HIGH, LOW, ID, 0, Format.B3));
    }

    @Test
    void b3NeedsBothIds() {
        assertThat(of(Map.of("x-b3-traceid", TRACE))).isNull();
        assertThat(of(Map.of("x-b3-spanid", SPAN))).isNull();
        assertThat(of(Map.of("x-b3-traceid", "94d7", "x-b3-spanid", SPAN))).isNull();
        assertThat(of(Map.of("x-b3-traceid", TRACE, "x-b3-spanid", "55cc"))).isNull();
        assertThat(of(Map.of("x-b3-traceid", TRACE.replace('4', 'x'), "x-b3-spanid", SPAN)))
                .isNull();
    }

    @Test
    void theFirstFormatThatMakesSenseCounts() {
        Map<String, String> both =
                Map.of("traceparent", "00-" + TRACE + "-" + SPAN + "-00", "x-b3-traceid", TRACE, "x-b3-spanid", SPAN);
        Map<String, String> brokenFirst = Map.of("traceparent", "broken", "x-b3-traceid", TRACE, "x-b3-spanid", SPAN);

        assertThat(of(both)).extracting(TraceContext::format).isEqualTo(Format.W3C);
        assertThat(of(brokenFirst)).extracting(TraceContext::format).isEqualTo(Format.B3);
    }

    @Test
    void anotherSpanOfTheSameTraceKeepsEverythingElse() {
        TraceContext context = new TraceContext(HIGH, LOW, ID, 3, Format.W3C);

        assertThat(context.within(1).text()).isEqualTo("00-" + TRACE + "-0000000000000001-03");
    }
}
