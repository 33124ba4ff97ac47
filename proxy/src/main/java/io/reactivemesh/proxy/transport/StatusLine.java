package io.reactivemesh.proxy.transport;

/** The grammar of a status line: {@code "HTTP/1." digit SP 3digit [SP reason]} (RFC 9112 section 4). */
final class StatusLine {

    private static final int CODE = 9;

    private StatusLine() {}

    /**
     * Reads the line {@code b[0 .. end)} into {@code head}.
     *
     * @return 0, or -1 when the line is malformed
     */
    static int parse(byte[] b, int end, Http1Head head) {
        if (end < CODE + 3 || b[CODE - 1] != ' ' || (end > CODE + 3 && b[CODE + 3] != ' ')) {
            return -1;
        }
        int minor = RequestLine.version(b, 0);
        boolean digits = Ascii.isDigit(b[CODE]) && Ascii.isDigit(b[CODE + 1]) && Ascii.isDigit(b[CODE + 2]);
        if (minor < 0 || !digits) {
            return -1;
        }
        head.minorVersion = minor;
        head.status = (b[CODE] - '0') * 100 + (b[CODE + 1] - '0') * 10 + (b[CODE + 2] - '0');
        return head.status >= 100 ? 0 : -1;
    }
}
