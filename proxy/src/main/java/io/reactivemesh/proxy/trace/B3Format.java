package io.reactivemesh.proxy.trace;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Ids as hex digits: 16 or 32 of the trace, 16 of the span; sampled is what says {@code 1}. */
final class B3Format {

    static final String TRACE_ID = "x-b3-traceid";
    static final String SAMPLED = "x-b3-sampled";

    private static final int HALF = 16;

    private B3Format() {}

    static @Nullable TraceContext parse(@Nullable String trace, String span, @Nullable String sampled) {
        if (trace == null || (trace.length() != HALF && trace.length() != 2 * HALF)) {
            return null;
        }
        if (span.length() != HALF || !isHex(trace) || !isHex(span)) {
            return null;
        }
        return TraceContext.valid(
                trace.length() == HALF ? 0 : HexFormat.fromHexDigitsToLong(trace, 0, HALF),
                HexFormat.fromHexDigitsToLong(trace, trace.length() - HALF, trace.length()),
                HexFormat.fromHexDigitsToLong(span),
                "1".equals(sampled) ? 1 : 0,
                TraceContext.Format.B3);
    }

    private static boolean isHex(String text) {
        return text.chars().allMatch(HexFormat::isHexDigit);
    }
}
