package io.reactivemesh.proxy.transport;

import org.jspecify.annotations.Nullable;

/**
 * A strict, incremental parser of HTTP/1 message heads that only notes positions (RFC 9112).
 *
 * <p>Strict because we forward what we read: a head that two readers could frame differently is the stuff of request smuggling.
 * Refused are bare CR and bare LF, folded lines, blanks before the colon, empty or invalid names, control characters, more than
 * one {@code content-length} or {@code host}, {@code content-length} next to {@code transfer-encoding}, codings that do not end
 * in {@code chunked}, any version but 1.0 and 1.1.
 *
 * <p>Incremental by line: each call gets all bytes of the head received so far and goes on at the first line that was not
 * complete. So the result does not depend on how the bytes were cut. One instance per connection side; event loop only; no
 * Netty, no allocation.
 */
final class HeadParser {

    /** The head goes on after the bytes given. */
    static final int MORE = -1;

    /** The head is not acceptable; {@link #refusal()} says why. */
    static final int REFUSED = -2;

    static final int MAX_HEAD_BYTES = 64 * 1024;

    private static final byte CR = '\r';
    private static final byte LF = '\n';

    private final Http1Head head;
    private final boolean request;
    private int lineStart;
    private boolean startLineSeen;
    private @Nullable String refusal;

    private HeadParser(Http1Head head, boolean request) {
        this.head = head;
        this.request = request;
        head.clear();
    }

    static HeadParser ofRequests(Http1Head head) {
        return new HeadParser(head, true);
    }

    static HeadParser ofResponses(Http1Head head) {
        return new HeadParser(head, false);
    }

    /** Forgets everything; the next call starts a new head. */
    void reset() {
        head.clear();
        lineStart = 0;
        startLineSeen = false;
        refusal = null;
    }

    /** Why the last head was refused. */
    @Nullable
    String refusal() {
        return refusal;
    }

    /**
     * Reads on.
     *
     * @param b holds the head from its first byte on
     * @param length how many bytes have been received so far; may reach into the body
     * @return the length of the head, blank line included, or {@link #MORE}, or {@link #REFUSED}
     */
    int parse(byte[] b, int length) {
        while (true) {
            int result = startLineSeen ? headerLine(b, length) : startLine(b, length);
            if (result != 0) {
                boolean tooLarge = result > MAX_HEAD_BYTES || (result == MORE && length >= MAX_HEAD_BYTES);
                return tooLarge ? refuse("head too large") : result;
            }
        }
    }

    private int startLine(byte[] b, int length) {
        int end = lineEnd(b, lineStart, length);
        if (end < 0) {
            return end;
        }
        startLineSeen = true;
        int result = request ? RequestLine.parse(b, end, head) : StatusLine.parse(b, end, head);
        if (result != 0) {
            return refuse(request ? "malformed request line" : "malformed status line");
        }
        lineStart = end + 2;
        return 0;
    }

    /** Where the line's CR stands, or {@link #MORE}, or {@link #REFUSED}. */
    private int lineEnd(byte[] b, int from, int length) {
        int at = from;
        while (at < length && Ascii.isValue(b[at])) {
            at++;
        }
        if (at >= length - 1) {
            return at == length || b[at] == CR ? MORE : refuse("control character in head");
        }
        return b[at] == CR && b[at + 1] == LF ? at : refuse("control character in head");
    }

    private int headerLine(byte[] b, int length) {
        int start = lineStart;
        int at = start;
        while (at < length && Ascii.isToken(b[at])) {
            at++;
        }
        if (at == length) {
            return MORE;
        }
        if (at == start) {
            return blankLine(b, length);
        }
        if (b[at] != ':') {
            return refuse("malformed header name");
        }
        int colon = at;
        int end = lineEnd(b, colon + 1, length);
        if (end < 0) {
            return end;
        }
        int valueStart = colon + 1;
        while (valueStart < end && isBlank(b[valueStart])) {
            valueStart++;
        }
        int valueEnd = end;
        while (valueEnd > valueStart && isBlank(b[valueEnd - 1])) {
            valueEnd--;
        }
        int known = KnownHeader.recognise(b, start, colon - start);
        if (known != 0 && !FieldRules.note(head, known, b, valueStart, valueEnd)) {
            return refuse("malformed or repeated header");
        }
        head.add(start, colon, valueStart, valueEnd, known);
        lineStart = end + 2;
        return 0;
    }

    private int blankLine(byte[] b, int length) {
        int at = lineStart;
        if (b[at] != CR) {
            return refuse(isBlank(b[at]) ? "folded header line" : "malformed header name");
        }
        if (at + 1 == length) {
            return MORE;
        }
        if (b[at + 1] != LF) {
            return refuse("bare CR");
        }
        head.length = at + 2;
        String fault = FieldRules.settle(head, b, request);
        return fault == null ? head.length : refuse(fault);
    }

    private int refuse(String why) {
        if (refusal == null) {
            refusal = why;
        }
        return REFUSED;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }
}
