package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.reactivemesh.proxy.stack.Refusal;
import java.nio.charset.StandardCharsets;

/** The responses that the proxy makes up itself: no body, the request's version, the reason where it may be told. */
final class Http1Answers {

    static final byte[] CONNECTION_CLOSE = "connection: close\r\n".getBytes(StandardCharsets.US_ASCII);
    static final byte[] CONNECTION_KEEP_ALIVE = "connection: keep-alive\r\n".getBytes(StandardCharsets.US_ASCII);

    private Http1Answers() {}

    /** The answer to a request whose head or framing is refused: nothing is said of us, and nothing more is read. */
    static ByteBuf badRequest(ByteBufAllocator allocator) {
        return ByteBufUtil.writeUtf8(
                allocator, "HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
    }

    /**
     * The answer that tells of a refusal.
     *
     * @param minorVersion of the request
     * @param close whether the connection ends with this answer
     */
    static ByteBuf refused(
            ByteBufAllocator allocator, Refusal refusal, int minorVersion, boolean close, boolean informational) {
        StringBuilder out = new StringBuilder(160)
                .append("HTTP/1.")
                .append(minorVersion)
                .append(' ')
                .append(refusal.status())
                .append(' ')
                .append(reason(refusal.status()))
                .append("\r\n");
        if (refusal.location() != null) {
            out.append("location: ").append(refusal.location()).append("\r\n");
        }
        if (informational) {
            out.append("l5d-proxy-error: ").append(printable(refusal.message())).append("\r\n");
            if (refusal.close()) {
                out.append("l5d-proxy-connection: close\r\n");
            }
        }
        if (close && minorVersion == 1) {
            out.append("connection: close\r\n");
        }
        return ByteBufUtil.writeUtf8(
                allocator, out.append("content-length: 0\r\n\r\n").toString());
    }

    /** A message that may stand in a header. */
    static String printable(String message) {
        boolean legal = message.chars().allMatch(c -> c >= 0x20 && c < 0x7F);
        return legal ? message : "unexpected error";
    }

    /** What a status is called, for the eyes of people; empty when it has no well-known name. */
    static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 201 -> "Created";
            case 202 -> "Accepted";
            case 204 -> "No Content";
            case 206 -> "Partial Content";
            case 301 -> "Moved Permanently";
            case 302 -> "Found";
            case 303 -> "See Other";
            case 304 -> "Not Modified";
            case 307 -> "Temporary Redirect";
            case 308 -> "Permanent Redirect";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 409 -> "Conflict";
            case 411 -> "Length Required";
            case 422 -> "Unprocessable Content";
            case 429 -> "Too Many Requests";
            case 500 -> "Internal Server Error";
            case 501 -> "Not Implemented";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            case 508 -> "Loop Detected";
            default -> "";
        };
    }
}
