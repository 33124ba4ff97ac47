package io.reactivemesh.proxy.trace;

import java.util.HexFormat;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which trace a request belongs to, and which span has caused it, as a header has said it.
 *
 * @param traceHigh first half of the trace's id
 * @param traceLow second half of the trace's id; not both are 0
 * @param span the span that the request is part of, not 0
 * @param flags bit 0: the trace is sampled; all are passed on
 * @param format in which it came and is passed on
 */
public record TraceContext(long traceHigh, long traceLow, long span, int flags, Format format) {

    private static final int SAMPLED = 1;

    /** The formats, in the order in which they are looked for. */
    public enum Format {
        /** W3C Trace Context, level 1, version 00: header {@code traceparent}. */
        W3C("traceparent"),
        /** OpenCensus' binary format: header {@code grpc-trace-bin}. */
        GRPC("grpc-trace-bin"),
        /** Zipkin's B3 with a header for each part; the span's is {@code x-b3-spanid}. */
        B3("x-b3-spanid");

        private final String header;

        Format(String header) {
            this.header = header;
        }

        /** The header that names the span. */
        public String header() {
            return header;
        }
    }

    /**
     * The context of a request. A header that is malformed counts for nothing.
     *
     * @param header the value of the first header of a name in small letters, or null
     * @return null when there is none
     */
    public static @Nullable TraceContext of(Function<String, @Nullable String> header) {
        String traceparent = header.apply(Format.W3C.header());
        TraceContext context = traceparent == null ? null : W3cFormat.parse(traceparent);
        if (context == null) {
            String binary = header.apply(Format.GRPC.header());
            context = binary == null ? null : GrpcFormat.parse(binary);
        }
        if (context == null) {
            String b3Span = header.apply(Format.B3.header());
            context = b3Span == null
                    ? null
                    : B3Format.parse(header.apply(B3Format.TRACE_ID), b3Span, header.apply(B3Format.SAMPLED));
        }
        return context;
    }

    /** Null when one of the ids is nobody's. */
    static @Nullable TraceContext valid(long traceHigh, long traceLow, long span, int flags, Format format) {
        boolean named = (traceHigh | traceLow) != 0 && span != 0;
        return named ? new TraceContext(traceHigh, traceLow, span, flags, format) : null;
    }

    /** Whether the spans of this trace are collected. */
    public boolean isSampled() {
        return (flags & SAMPLED) != 0;
    }

    /** The same trace, one span further. */
    public TraceContext within(long newSpan) {
        return new TraceContext(traceHigh, traceLow, newSpan, flags, format);
    }

    /** What the {@linkplain Format#header header} of the format says. */
    public String text() {
        return switch (format) {
            case W3C -> W3cFormat.text(this);
            case GRPC -> GrpcFormat.text(this);
            case B3 -> HexFormat.of().toHexDigits(span);
        };
    }
}
