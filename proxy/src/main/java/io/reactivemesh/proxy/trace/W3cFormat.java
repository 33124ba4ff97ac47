package io.reactivemesh.proxy.trace;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** {@code 00-<32 hex digits: trace>-<16: span>-<2: flags>}, in small letters (W3C Trace Context, section 3.2). */
final class W3cFormat {

    private static final int LENGTH = 55;
    private static final int TRACE = 3;
    private static final int TRACE_LOW = 19;
    private static final int SPAN = 36;
    private static final int FLAGS = 53;

    private W3cFormat() {}

    static @Nullable TraceContext parse(String text) {
        boolean framed = text.length() == LENGTH
                && text.startsWith("00-")
                && text.charAt(SPAN - 1) == '-'
                && text.charAt(FLAGS - 1) == '-';
        if (!framed || !isHex(text, TRACE, SPAN - 1) || !isHex(text, SPAN, FLAGS - 1) || !isHex(text, FLAGS, LENGTH)) {
            return null;
        }
        return TraceContext.valid(
                HexFormat.fromHexDigitsToLong(text, TRACE, TRACE_LOW),
                HexFormat.fromHexDigitsToLong(text, TRACE_LOW, SPAN - 1),
                HexFormat.fromHexDigitsToLong(text, SPAN, FLAGS - 1),
                HexFormat.fromHexDigits(text, FLAGS, LENGTH),
                TraceContext.Format.W3C);
    }

    private static boolean isHex(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    static String text(TraceContext context) {
        HexFormat hex = HexFormat.of();
        return "00-" + hex.toHexDigits(context.traceHigh()) + hex.toHexDigits(context.traceLow()) + "-"
                + hex.toHexDigits(context.span()) + "-" + hex.toHexDigits((byte) context.flags());
    }
}
