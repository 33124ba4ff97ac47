package io.reactivemesh.proxy.transport;

import io.reactivemesh.proxy.hpack.Field;
import io.reactivemesh.proxy.hpack.FieldCache;
import io.reactivemesh.proxy.hpack.FieldSection;
import io.reactivemesh.proxy.stack.Refusal;
import java.nio.charset.StandardCharsets;

/**
 * The responses that the proxy makes up itself on HTTP/2, as fields: to gRPC in gRPC's terms, a status in what are headers and
 * trailers in one; to others as an HTTP status without a body.
 */
final class Http2Answers {

    /** What gRPC calls UNKNOWN: there is a status, but not one that can be read. */
    private static final int UNKNOWN = 2;

    private Http2Answers() {}

    /** The answer that tells of a refusal. */
    static FieldSection refused(
            FieldCache cache, FieldSection out, Refusal refusal, boolean grpc, boolean informational) {
        out.clear(Integer.MAX_VALUE);
        out.add(cache.field(":status", grpc ? "200" : Integer.toString(refusal.status())));
        out.add(cache.field("content-length", "0"));
        if (grpc) {
            out.add(cache.field("content-type", "application/grpc"));
            addStatus(cache, out, refusal, informational);
        } else if (refusal.location() != null) {
            out.add(cache.field("location", refusal.location()));
        }
        if (informational) {
            out.add(cache.field("l5d-proxy-error", Http1Answers.printable(refusal.message())));
            if (refusal.close()) {
                out.add(cache.field("l5d-proxy-connection", "close"));
            }
        }
        return out;
    }

    /** The trailers that end a gRPC response whose endpoint has gone. */
    static FieldSection grpcTrailers(FieldCache cache, FieldSection out, Refusal refusal, boolean informational) {
        out.clear(Integer.MAX_VALUE);
        addStatus(cache, out, refusal, informational);
        return out;
    }

    private static void addStatus(FieldCache cache, FieldSection out, Refusal refusal, boolean informational) {
        out.add(cache.field("grpc-status", Integer.toString(refusal.grpcStatus())));
        if (informational) {
            out.add(cache.field("grpc-message", percentEncoded(refusal.message())));
        }
    }

    /** The answer to a request whose head is more than the proxy takes (RFC 6585 section 5). */
    static FieldSection tooLarge(FieldCache cache, FieldSection out) {
        out.clear(Integer.MAX_VALUE);
        out.add(cache.field(":status", "431"));
        out.add(cache.field("content-length", "0"));
        return out;
    }

    /** The status of a response, whose fields have been found to be in order. */
    static int status(FieldSection response) {
        for (int i = 0; i < response.count(); i++) {
            if ((response.get(i).marks() & FieldMarks.STATUS) != 0) {
                return number(response.get(i).value());
            }
        }
        throw new IllegalStateException("response: no :status (expected: checked before)");
    }

    /** What {@code grpc-status} says; {@value #UNKNOWN} when it is no number. */
    static int grpcStatus(FieldSection fields) {
        for (int i = 0; i < fields.count(); i++) {
            Field field = fields.get(i);
            if ((field.marks() & FieldMarks.GRPC_STATUS) != 0) {
                int status = number(field.value());
                return status < 0 ? UNKNOWN : status;
            }
        }
        return UNKNOWN;
    }

    private static int number(byte[] digits) {
        int number = 0;
        for (byte digit : digits) {
            if (!Ascii.isDigit(digit)) {
                return -1;
            }
            number = number * 10 + (digit - '0');
        }
        return digits.length == 0 || digits.length > 3 ? -1 : number;
    }

    /** As gRPC wants a message: visible ASCII but the percent sign stands for itself. */
    private static String percentEncoded(String message) {
        StringBuilder out = new StringBuilder(message.length());
        for (byte b : message.getBytes(StandardCharsets.UTF_8)) {
            if (b >= ' ' && b <= '~' && b != '%') {
                out.append((char) b);
            } else {
                out.append('%')
                        .append(Character.toUpperCase(Character.forDigit((b >> 4) & 0xF, 16)))
                        .append(Character.toUpperCase(Character.forDigit(b & 0xF, 16)));
            }
        }
        return out.toString();
    }
}
