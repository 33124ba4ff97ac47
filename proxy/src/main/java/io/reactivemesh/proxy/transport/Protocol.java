package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the first bytes of a connection say about it.
 *
 * <p>The verdict is on exactly what the first read returned. Fewer than {@value #SHORTEST_REQUEST} bytes, the length of
 * {@code GET / HTTP/1.1}, are not HTTP; an incomplete request line is given the benefit of the doubt.
 */
public enum Protocol {
    /** A request line of HTTP/1, or the beginning of one. */
    HTTP1("http/1"),
    /** The connection preface of HTTP/2 (RFC 9113 section 3.4). */
    HTTP2("http/2"),
    /** Anything else; relayed opaquely. */
    NOT_HTTP("not_http"),
    /** Nothing came in time; relayed opaquely, the server may be the one to speak first. */
    READ_TIMEOUT("read_timeout"),
    /** The connection ended before it said anything. */
    ERROR("error");

    private static final int SHORTEST_REQUEST = 14;
    private static final int LONGEST_METHOD = 32;
    private static final byte[] PREFACE = "PRI * HTTP/2.0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VERSION = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);

    private final String label;

    Protocol(String label) {
        this.label = label;
    }

    /** The value of the {@code result} label. */
    public String label() {
        return label;
    }

    /**
     * Judges the readable bytes, without consuming them: what they are does not depend on the segments in which they came.
     *
     * @return null when they are too few to tell
     */
    static @Nullable Protocol of(ByteBuf bytes) {
        if (bytes.readableBytes() < SHORTEST_REQUEST) {
            return mayBegin(bytes) ? null : NOT_HTTP;
        }
        if (startsWith(bytes, bytes.readerIndex(), PREFACE)) {
            return HTTP2;
        }
        return mayBeRequestLine(bytes) ? HTTP1 : NOT_HTTP;
    }

    /**
     * Whether so few bytes are worth waiting for more: those of a method that anybody uses, in capitals. Whoever speaks another protocol,
     * and waits for an answer to a few bytes, is hardly ever kept waiting.
     */
    private static boolean mayBegin(ByteBuf bytes) {
        int length = bytes.readableBytes();
        if (startsWith(bytes, bytes.readerIndex(), Arrays.copyOf(PREFACE, length))) {
            return true;
        }
        int letters = 0;
        for (int at = bytes.readerIndex(); at < bytes.writerIndex() && bytes.getByte(at) != ' '; at++) {
            byte b = bytes.getByte(at);
            if (b >= 'A' && b <= 'Z') {
                letters++;
            } else if (letters > 0 || (b != '\r' && b != '\n')) {
                return false;
            }
        }
        return letters > 0 && mayBeRequestLine(bytes);
    }

    private static boolean mayBeRequestLine(ByteBuf bytes) {
        int end = bytes.writerIndex();
        int at = bytes.readerIndex();
        while (at < end && (bytes.getByte(at) == '\r' || bytes.getByte(at) == '\n')) {
            at++;
        }
        int method = at;
        while (at < end && Ascii.isToken(bytes.getByte(at))) {
            at++;
        }
        if (at == end || at - method > LONGEST_METHOD) {
            return at - method <= LONGEST_METHOD;
        }
        if (at == method || bytes.getByte(at) != ' ') {
            return false;
        }
        int target = ++at;
        while (at < end && Ascii.isTarget(bytes.getByte(at))) {
            at++;
        }
        if (at == end) {
            return true;
        }
        return at > target && bytes.getByte(at) == ' ' && isVersion(bytes, at + 1, end);
    }

    /** Whether the bytes are a version and a line end, as far as they go. */
    private static boolean isVersion(ByteBuf bytes, int from, int end) {
        for (int i = 0; i < VERSION.length && from + i < end; i++) {
            if (bytes.getByte(from + i) != VERSION[i]) {
                return false;
            }
        }
        int at = from + VERSION.length;
        if (at < end && bytes.getByte(at) != '0' && bytes.getByte(at) != '1') {
            return false;
        }
        if (at + 1 >= end) {
            return true;
        }
        byte next = bytes.getByte(at + 1);
        return next == '\n' || (next == '\r' && (at + 2 >= end || bytes.getByte(at + 2) == '\n'));
    }

    private static boolean startsWith(ByteBuf bytes, int from, byte[] prefix) {
        for (int i = 0; i < prefix.length; i++) {
            if (bytes.getByte(from + i) != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
