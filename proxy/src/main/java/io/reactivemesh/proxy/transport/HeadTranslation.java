package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.reactivemesh.proxy.hpack.Field;
import io.reactivemesh.proxy.hpack.FieldCache;
import io.reactivemesh.proxy.hpack.FieldSection;
import java.nio.charset.StandardCharsets;

/** Header lines of HTTP/1 as fields of HTTP/2, and back (RFC 9113 section 8.2). */
final class HeadTranslation {

    /** What HTTP/2 has no place for, however it was meant. */
    static final int NOT_IN_HTTP2 = KnownHeader.HOP_BY_HOP | KnownHeader.TRANSFER_ENCODING;

    private static final byte[] AUTHORIZATION = "authorization".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PROXY_AUTHORIZATION = "proxy-authorization".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] COOKIE = "cookie".getBytes(StandardCharsets.US_ASCII);

    private HeadTranslation() {}

    /**
     * Adds the headers of a head as fields; secrets among them never enter a table.
     *
     * @param bytes holds the head from its first byte on; names are made small in it
     * @param drop {@link KnownHeader} bits to leave out
     */
    static void addFields(FieldCache cache, byte[] bytes, Http1Head head, int drop, FieldSection out) {
        for (int i = 0; i < head.count(); i++) {
            if ((head.known(i) & drop) == 0) {
                add(cache, bytes, head.start(i), head.nameEnd(i), head.valueStart(i), head.valueEnd(i), out);
            }
        }
    }

    private static void add(
            FieldCache cache, byte[] bytes, int from, int nameEnd, int valueFrom, int valueEnd, FieldSection out) {
        for (int i = from; i < nameEnd; i++) {
            bytes[i] = (byte) Ascii.lower(bytes[i]);
        }
        boolean secret =
                isNamed(bytes, from, nameEnd, AUTHORIZATION) || isNamed(bytes, from, nameEnd, PROXY_AUTHORIZATION);
        Field field = cache.field(bytes, from, nameEnd, bytes, valueFrom, valueEnd, secret);
        if ((field.marks() & (FieldMarks.ILLEGAL | FieldMarks.PSEUDO)) == 0) {
            out.add(field);
        }
    }

    private static boolean isNamed(byte[] bytes, int from, int to, byte[] lowerCase) {
        return to - from == lowerCase.length && Ascii.equalsIgnoreCase(bytes, from, lowerCase);
    }

    /** Adds the trailer lines of a chunked body as fields; what is no field line is left out. */
    static void addTrailers(FieldCache cache, byte[] bytes, int length, FieldSection out) {
        int at = 0;
        while (at < length) {
            int end = at;
            while (end < length && bytes[end] != '\n') {
                end++;
            }
            addTrailer(cache, bytes, at, end, out);
            at = end + 1;
        }
    }

    private static void addTrailer(FieldCache cache, byte[] bytes, int from, int end, FieldSection out) {
        int colon = from;
        while (colon < end && bytes[colon] != ':') {
            colon++;
        }
        int valueFrom = colon + 1;
        int valueEnd = end;
        while (valueFrom < valueEnd && isBlank(bytes[valueFrom])) {
            valueFrom++;
        }
        while (valueEnd > valueFrom && isBlank(bytes[valueEnd - 1])) {
            valueEnd--;
        }
        if (colon > from && colon < end) {
            add(cache, bytes, from, colon, valueFrom, valueEnd, out);
        }
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t' || b == '\r';
    }

    /**
     * Writes fields as header lines; several {@code cookie} fields become one line (RFC 9113 section 8.2.3).
     *
     * @param drop marks of fields to leave out, besides pseudo-headers
     */
    static void writeLines(FieldSection fields, long drop, ByteBuf out) {
        boolean cookies = false;
        for (int i = 0; i < fields.count(); i++) {
            Field field = fields.get(i);
            if ((field.marks() & (drop | FieldMarks.PSEUDO)) != 0) {
                continue;
            }
            if (field.isNamed(COOKIE)) {
                cookies = true;
            } else {
                out.writeBytes(field.name());
                out.writeByte(':').writeByte(' ');
                out.writeBytes(field.value());
                out.writeByte('\r').writeByte('\n');
            }
        }
        if (cookies) {
            writeCookies(fields, out);
        }
    }

    private static void writeCookies(FieldSection fields, ByteBuf out) {
        String separator = "cookie: ";
        for (int i = 0; i < fields.count(); i++) {
            if (fields.get(i).isNamed(COOKIE)) {
                out.writeCharSequence(separator, StandardCharsets.US_ASCII);
                out.writeBytes(fields.get(i).value());
                separator = "; ";
            }
        }
        out.writeByte('\r').writeByte('\n');
    }
}
