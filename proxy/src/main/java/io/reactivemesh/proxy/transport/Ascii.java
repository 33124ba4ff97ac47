package io.reactivemesh.proxy.transport;

/** Character classes of HTTP/1 (RFC 9110 section 5.6.2, RFC 9112 section 3) and comparisons on raw bytes. */
final class Ascii {

    private static final byte TOKEN = 1;
    private static final byte VALUE = 2;
    private static final byte TARGET = 4;

    private static final byte[] CLASSES = classes();

    private Ascii() {}

    private static byte[] classes() {
        byte[] classes = new byte[256];
        for (int c = 0; c < 256; c++) {
            boolean visible = c > 0x20 && c < 0x7F;
            boolean high = c >= 0x80;
            boolean token = visible && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
            int value = visible || high || c == ' ' || c == '\t' ? VALUE : 0;
            int target = visible || high ? TARGET : 0;
            classes[c] = (byte) ((token ? TOKEN : 0) | value | target);
        }
        return classes;
    }

    /** Whether this byte may stand in a method or a header name. */
    static boolean isToken(byte b) {
        return (CLASSES[b & 0xFF] & TOKEN) != 0;
    }

    /** Whether this byte may stand in a header value or a reason phrase: no control character but the tab. */
    static boolean isValue(byte b) {
        return (CLASSES[b & 0xFF] & VALUE) != 0;
    }

    /** Whether this byte may stand in a request target: visible, or part of raw UTF-8. */
    static boolean isTarget(byte b) {
        return (CLASSES[b & 0xFF] & TARGET) != 0;
    }

    /** Whether this byte is a decimal digit. */
    static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** The byte with an ASCII capital letter made small. */
    static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + 32 : b;
    }

    /**
     * Whether the bytes from {@code from} on spell {@code lowerCase}; the caller has compared the lengths.
     *
     * @param lowerCase the expected bytes, in small letters
     */
    static boolean equalsIgnoreCase(byte[] bytes, int from, byte[] lowerCase) {
        for (int i = 0; i < lowerCase.length; i++) {
            if (lower(bytes[from + i]) != lowerCase[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether two ranges of one array spell the same name. */
    static boolean sameName(byte[] bytes, int from, int length, int otherFrom, int otherLength) {
        if (length != otherLength) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (lower(bytes[from + i]) != lower(bytes[otherFrom + i])) {
                return false;
            }
        }
        return true;
    }
}
