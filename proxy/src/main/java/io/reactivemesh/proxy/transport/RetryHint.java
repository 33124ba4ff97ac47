package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.reactivemesh.proxy.balance.RetryAfter;
import io.reactivemesh.proxy.hpack.FieldSection;
import io.reactivemesh.proxy.stack.Measurement;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;

/** Tells a measurement how long a response asks its endpoint to be left alone, where somebody wants to know. */
final class RetryHint {

    private static final byte[] RETRY_AFTER = "retry-after".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PUSHBACK = "grpc-retry-pushback-ms".getBytes(StandardCharsets.US_ASCII);

    private RetryHint() {}

    /** Looks into a response of HTTP/1 whose head is at the reader index of {@code message}. */
    static void tell(Measurement measurement, Http1Head response, ByteBuf message, InstantSource clock) {
        if (measurement.heedsRetryAfter(response.status)) {
            Http1Request fields = new Http1Request(response);
            fields.show(message);
            String value = fields.header("retry-after");
            if (value != null) {
                measurement.retryAfter(RetryAfter.nanos(value, clock.instant()));
            }
        }
    }

    /** Looks into a response of HTTP/2, or into its trailers. */
    static void tell(Measurement measurement, FieldSection fields, int status, InstantSource clock) {
        if (measurement.heedsRetryAfter(status)) {
            String pushback = fields.value(PUSHBACK);
            String value = fields.value(RETRY_AFTER);
            if (pushback != null) {
                measurement.retryAfter(RetryAfter.pushbackNanos(pushback));
            } else if (value != null && (status == 429 || status == 503)) {
                measurement.retryAfter(RetryAfter.nanos(value, clock.instant()));
            }
        }
    }
}
