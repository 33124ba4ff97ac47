package io.reactivemesh.proxy.grpc;

import io.reactivemesh.proxy.hpack.FieldSection;
import io.reactivemesh.proxy.stack.GrpcCode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * How a call has ended.
 *
 * @param description for people; null = there is nothing to say
 */
public record GrpcStatus(GrpcCode code, @Nullable String description) {

    /** It went well. */
    public static final GrpcStatus OK = new GrpcStatus(GrpcCode.OK, null);

    private static final byte[] STATUS = "grpc-status".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MESSAGE = "grpc-message".getBytes(StandardCharsets.US_ASCII);

    /** A status that says it all. */
    public static GrpcStatus of(GrpcCode code) {
        return new GrpcStatus(code, null);
    }

    /** The status that stands in trailers, or in a head that is trailers too; null when there is none. */
    static @Nullable GrpcStatus in(FieldSection fields) {
        String status = fields.value(STATUS);
        if (status == null) {
            return null;
        }
        String message = fields.value(MESSAGE);
        return new GrpcStatus(code(status), message == null ? null : percentDecoded(message));
    }

    private static GrpcCode code(String status) {
        try {
            return GrpcCode.of(Integer.parseInt(status));
        } catch (NumberFormatException _) {
            return GrpcCode.UNKNOWN;
        }
    }

    /**
     * What an HTTP status means where gRPC's own is missing.
     *
     * @see <a href="https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md">HTTP to gRPC Status Code Mapping</a>
     */
    static GrpcStatus ofHttp(int status) {
        GrpcCode code = switch (status) {
            case 400 -> GrpcCode.INTERNAL;
            case 401 -> GrpcCode.UNAUTHENTICATED;
            case 403 -> GrpcCode.PERMISSION_DENIED;
            case 404 -> GrpcCode.UNIMPLEMENTED;
            case 429, 502, 503, 504 -> GrpcCode.UNAVAILABLE;
            default -> GrpcCode.UNKNOWN;
        };
        return new GrpcStatus(code, "HTTP status " + status + " (expected: grpc-status)");
    }

    /** What it means that the server has reset the stream with this error (RFC 9113 section 7). */
    static GrpcStatus ofReset(String error) {
        GrpcCode code = switch (error) {
            case "REFUSED_STREAM" -> GrpcCode.UNAVAILABLE;
            case "CANCEL" -> GrpcCode.CANCELLED;
            case "ENHANCE_YOUR_CALM" -> GrpcCode.RESOURCE_EXHAUSTED;
            case "INADEQUATE_SECURITY" -> GrpcCode.PERMISSION_DENIED;
            default -> GrpcCode.INTERNAL;
        };
        return new GrpcStatus(code, "stream reset: " + error);
    }

    /** What is not a percent sign and two digits stands for itself. */
    private static String percentDecoded(String message) {
        if (message.indexOf('%') < 0) {
            return message;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(message.length());
        for (int i = 0; i < message.length(); i++) {
            int high = i + 2 < message.length() ? Character.digit(message.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(message.charAt(i + 2), 16);
            if (message.charAt(i) == '%' && low >= 0) {
                bytes.write(high << 4 | low);
                i += 2;
            } else {
                bytes.write(message.charAt(i));
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** The code, and the description if there is one. */
    @Override
    public String toString() {
        return description == null ? code.name() : code + ": " + description;
    }
}
