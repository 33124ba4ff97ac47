package io.reactivemesh.proxy.control;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.reactivemesh.proxy.trace.Span;
import io.reactivemesh.proxy.trace.TraceContext;
import io.reactivemesh.wire.otlp.AnyValue;
import io.reactivemesh.wire.otlp.ExportTraceServiceRequest;
import io.reactivemesh.wire.otlp.KeyValue;
import io.reactivemesh.wire.otlp.Resource;
import io.reactivemesh.wire.otlp.ResourceSpans;
import io.reactivemesh.wire.otlp.ScopeSpans;
import io.reactivemesh.wire.otlp.Span.SpanKind;
import io.reactivemesh.wire.otlp.Status;
import io.reactivemesh.wire.otlp.Status.StatusCode;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** Spans as OTLP has them. */
final class SpanMapping {

    private static final int PARENT_IS_KNOWN = 0x100;
    private static final int PARENT_IS_REMOTE = 0x200;
    private static final int W3C_FLAGS = 0xFF;

    private SpanMapping() {}

    /**
     * A batch, of one resource.
     *
     * @param resource whose spans they are
     */
    static ExportTraceServiceRequest toWire(Map<String, String> resource, List<Span> batch) {
        Resource.Builder who = Resource.newBuilder();
        resource.forEach((key, value) -> who.addAttributes(attribute(key, value)));
        ScopeSpans.Builder spans = ScopeSpans.newBuilder();
        batch.forEach(span -> spans.addSpans(toWire(span)));
        return ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder().setResource(who).addScopeSpans(spans))
                .build();
    }

    private static io.reactivemesh.wire.otlp.Span toWire(Span span) {
        TraceContext context = span.context();
        boolean server = span.kind() == Span.Kind.SERVER;
        io.reactivemesh.wire.otlp.Span.Builder wire = io.reactivemesh.wire.otlp.Span.newBuilder()
                .setTraceId(bytes(context.traceHigh(), context.traceLow()))
                .setSpanId(bytes(context.span()))
                .setParentSpanId(bytes(span.parent()))
                .setName(span.name())
                .setKind(server ? SpanKind.SPAN_KIND_SERVER : SpanKind.SPAN_KIND_CLIENT)
                .setStartTimeUnixNano(span.startEpochNanos())
                .setEndTimeUnixNano(span.endEpochNanos())
                .setFlags((context.flags() & W3C_FLAGS) | PARENT_IS_KNOWN | (server ? PARENT_IS_REMOTE : 0));
        span.attributes().forEach((key, value) -> wire.addAttributes(attribute(key, value)));
        if (!span.answered()) {
            wire.setStatus(
                    Status.newBuilder().setCode(StatusCode.STATUS_CODE_ERROR).setMessage("no response"));
        }
        return wire.build();
    }

    private static KeyValue attribute(String key, String value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }

    private static ByteString bytes(long... halves) {
        ByteBuffer bytes = ByteBuffer.allocate(halves.length * Long.BYTES);
        for (long half : halves) {
            bytes.putLong(half);
        }
        return UnsafeByteOperations.unsafeWrap(bytes.array());
    }
}
