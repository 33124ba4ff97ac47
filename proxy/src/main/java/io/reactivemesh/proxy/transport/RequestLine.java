package io.reactivemesh.proxy.transport;

import io.reactivemesh.proxy.transport.Http1Head.Form;
import io.reactivemesh.proxy.transport.Http1Head.Method;

/** The grammar of a request line: {@code method SP target SP "HTTP/1." digit} (RFC 9112 section 3). */
final class RequestLine {

    private static final int VERSION_LENGTH = 8;

    private RequestLine() {}

    /**
     * Reads the line {@code b[0 .. end)} into {@code head}.
     *
     * @return 0, or -1 when the line is malformed
     */
    static int parse(byte[] b, int end, Http1Head head) {
        int at = 0;
        while (at < end && Ascii.isToken(b[at])) {
            at++;
        }
        int targetStart = at + 1;
        int targetEnd = end - VERSION_LENGTH - 1;
        if (at == 0 || at >= end || b[at] != ' ' || targetEnd <= targetStart || b[targetEnd] != ' ') {
            return -1;
        }
        for (int i = targetStart; i < targetEnd; i++) {
            if (!Ascii.isTarget(b[i])) {
                return -1;
            }
        }
        int minor = version(b, targetEnd + 1);
        if (minor < 0) {
            return -1;
        }
        head.minorVersion = minor;
        head.method = method(b, at);
        head.methodEnd = at;
        head.targetStart = targetStart;
        head.targetEnd = targetEnd;
        return form(b, head);
    }

    /** The minor version of {@code HTTP/1.0} or {@code HTTP/1.1} at {@code at}, or -1. */
    static int version(byte[] b, int at) {
        boolean http1 = b[at] == 'H'
                && b[at + 1] == 'T'
                && b[at + 2] == 'T'
                && b[at + 3] == 'P'
                && b[at + 4] == '/'
                && b[at + 5] == '1'
                && b[at + 6] == '.';
        int minor = b[at + 7] - '0';
        return http1 && (minor == 0 || minor == 1) ? minor : -1;
    }

    private static Method method(byte[] b, int length) {
        return switch (length) {
            case 3 -> is(b, "GET") ? Method.GET : is(b, "PUT") ? Method.PUT : Method.OTHER;
            case 4 -> is(b, "HEAD") ? Method.HEAD : Method.OTHER;
            case 5 -> is(b, "TRACE") ? Method.TRACE : Method.OTHER;
            case 6 -> is(b, "DELETE") ? Method.DELETE : Method.OTHER;
            case 7 -> is(b, "OPTIONS") ? Method.OPTIONS : is(b, "CONNECT") ? Method.CONNECT : Method.OTHER;
            default -> Method.OTHER;
        };
    }

    private static boolean is(byte[] b, String method) {
        for (int i = 0; i < method.length(); i++) {
            if (b[i] != method.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Tells the four target forms apart and refuses those that do not go with the method. */
    private static int form(byte[] b, Http1Head head) {
        int start = head.targetStart;
        int end = head.targetEnd;
        boolean connect = head.method == Method.CONNECT;
        if (b[start] == '/') {
            head.form = Form.ORIGIN;
            return connect ? -1 : 0;
        }
        if (b[start] == '*' && end == start + 1) {
            head.form = Form.ASTERISK;
            return head.method == Method.OPTIONS ? 0 : -1;
        }
        int authority = afterScheme(b, start, end);
        if (authority > 0) {
            head.form = Form.ABSOLUTE;
            return connect ? -1 : authority(b, head, authority, end);
        }
        head.form = Form.AUTHORITY;
        boolean whole = authority(b, head, start, end) == 0 && head.authorityEnd == end;
        return connect && whole && head.minorVersion == 1 ? 0 : -1;
    }

    /** Where the authority of an absolute URI starts, or -1 when there is no {@code scheme://}. */
    private static int afterScheme(byte[] b, int start, int end) {
        int at = start;
        while (at < end && (Character.isLetterOrDigit(b[at]) || b[at] == '+' || b[at] == '-' || b[at] == '.')) {
            at++;
        }
        boolean scheme = at > start && at + 2 < end && b[at] == ':' && b[at + 1] == '/' && b[at + 2] == '/';
        return scheme ? at + 3 : -1;
    }

    private static int authority(byte[] b, Http1Head head, int start, int end) {
        int at = start;
        while (at < end && b[at] != '/' && b[at] != '?' && b[at] != '#') {
            if (b[at] == '@') {
                return -1;
            }
            at++;
        }
        head.authorityStart = start;
        head.authorityEnd = at;
        return at > start ? 0 : -1;
    }
}
