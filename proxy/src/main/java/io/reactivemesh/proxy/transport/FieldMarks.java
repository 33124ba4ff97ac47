package io.reactivemesh.proxy.transport;

import java.nio.charset.StandardCharsets;

/**
 * What a proxy wants to know of an HTTP/2 field, worked out once when the field is made: the low half is its {@link KnownHeader}, the
 * high half says what part it plays in a message and whether it may occur in one at all.
 */
final class FieldMarks {

    static final long METHOD = 1L << 32;
    static final long SCHEME = 1L << 33;
    static final long AUTHORITY = 1L << 34;
    static final long PATH = 1L << 35;
    static final long STATUS = 1L << 36;
    static final long PSEUDO = METHOD | SCHEME | AUTHORITY | PATH | STATUS;

    /** A content type that begins with {@code application/grpc}. */
    static final long GRPC = 1L << 37;

    static final long GRPC_STATUS = 1L << 38;

    /** Must not occur: an unknown pseudo-header, a name or value with illegal bytes, a field that belongs to HTTP/1 connections. */
    static final long ILLEGAL = 1L << 39;

    /** Fields that speak of a connection of HTTP/1 (RFC 9113 section 8.2.2). */
    private static final int CONNECTION_SPECIFIC = KnownHeader.CONNECTION
            | KnownHeader.KEEP_ALIVE
            | KnownHeader.PROXY_CONNECTION
            | KnownHeader.TRANSFER_ENCODING
            | KnownHeader.UPGRADE;

    private static final byte[] GRPC_TYPE = bytes("application/grpc");

    private FieldMarks() {}

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The marks of a field. */
    static long mark(byte[] name, byte[] value) {
        if (name.length > 0 && name[0] == ':') {
            return pseudo(name, value);
        }
        if (!isName(name) || !isValue(value)) {
            return ILLEGAL;
        }
        int known = KnownHeader.recognise(name, 0, name.length);
        if ((known & CONNECTION_SPECIFIC) != 0) {
            return known | ILLEGAL;
        }
        return known | special(name, value);
    }

    private static long special(byte[] name, byte[] value) {
        return switch (new String(name, StandardCharsets.ISO_8859_1)) {
            case "te" -> spells(value, "trailers") ? 0 : ILLEGAL;
            case "content-type" -> startsWith(value, GRPC_TYPE) ? GRPC : 0;
            case "grpc-status" -> GRPC_STATUS;
            default -> 0;
        };
    }

    private static long pseudo(byte[] name, byte[] value) {
        return switch (new String(name, StandardCharsets.ISO_8859_1)) {
            case ":method" -> value.length > 0 && isToken(value) ? METHOD : ILLEGAL;
            case ":scheme" -> value.length > 0 && isTarget(value) ? SCHEME : ILLEGAL;
            case ":authority" -> isTarget(value) ? AUTHORITY : ILLEGAL;
            case ":path" -> isPath(value) ? PATH : ILLEGAL;
            case ":status" -> value.length == 3 && isNumber(value) && value[0] != '0' ? STATUS : ILLEGAL;
            default -> ILLEGAL;
        };
    }

    private static boolean isPath(byte[] value) {
        return value.length > 0 && isTarget(value) && (value[0] == '/' || (value.length == 1 && value[0] == '*'));
    }

    private static boolean isName(byte[] bytes) {
        for (byte b : bytes) {
            if (!Ascii.isToken(b) || (b >= 'A' && b <= 'Z')) {
                return false;
            }
        }
        return bytes.length > 0;
    }

    private static boolean isValue(byte[] bytes) {
        for (byte b : bytes) {
            if (!Ascii.isValue(b)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isToken(byte[] bytes) {
        for (byte b : bytes) {
            if (!Ascii.isToken(b)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isTarget(byte[] bytes) {
        for (byte b : bytes) {
            if (!Ascii.isTarget(b)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNumber(byte[] bytes) {
        for (byte b : bytes) {
            if (!Ascii.isDigit(b)) {
                return false;
            }
        }
        return true;
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
        return bytes.length >= prefix.length && Ascii.equalsIgnoreCase(bytes, 0, prefix);
    }

    private static boolean spells(byte[] bytes, String lowerCase) {
        return bytes.length == lowerCase.length() && Ascii.equalsIgnoreCase(bytes, 0, bytes(lowerCase));
    }
}
