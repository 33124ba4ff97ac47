package io.reactivemesh.proxy.transport;

/** Reads the value of {@code content-length} (RFC 9110 section 8.6). */
final class ContentLength {

    private static final int MAX_DIGITS = 18;

    private ContentLength() {}

    /** The length, or -1 when the value is none. */
    static long of(byte[] value) {
        return of(value, 0, value.length);
    }

    /** The length that the bytes from {@code from} to {@code to} state, or -1 when they state none. */
    static long of(byte[] bytes, int from, int to) {
        if (from == to || to - from > MAX_DIGITS) {
            return -1;
        }
        long length = 0;
        for (int i = from; i < to; i++) {
            if (!Ascii.isDigit(bytes[i])) {
                return -1;
            }
            length = length * 10 + (bytes[i] - '0');
        }
        return length;
    }
}
