package io.reactivemesh.proxy.transport;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What the headers that frame or end a message mean, and which combinations are refused (RFC 9112 sections 6 and 9). */
final class FieldRules {

    private static final byte[] CLOSE = "close".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] KEEP_ALIVE = "keep-alive".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] UPGRADE = "upgrade".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CHUNKED = "chunked".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] H2C = "h2c".getBytes(StandardCharsets.US_ASCII);

    /** Names that a {@code connection} header cannot make hop-by-hop: without them the message would mean something else. */
    private static final int NEVER_LISTED = KnownHeader.HOST | KnownHeader.FRAMING | KnownHeader.CONNECTION;

    private FieldRules() {}

    /** Takes note of one known header as it is read. Returns false when its value is malformed or it may not be repeated. */
    static boolean note(Http1Head head, int known, byte[] b, int from, int to) {
        return switch (known) {
            case KnownHeader.HOST -> noteHost(head, from, to);
            case KnownHeader.CONTENT_LENGTH -> noteLength(head, b, from, to);
            case KnownHeader.TRANSFER_ENCODING -> noteCodings(head, b, from, to);
            case KnownHeader.CONNECTION -> noteConnection(head, b, from, to);
            case KnownHeader.UPGRADE -> noteUpgrade(head, b, from, to);
            default -> true;
        };
    }

    private static boolean noteUpgrade(Http1Head head, byte[] b, int from, int to) {
        head.upgradeIsH2c |= is(b, from, to - from, H2C);
        return true;
    }

    private static boolean noteHost(Http1Head head, int from, int to) {
        if (head.has(KnownHeader.HOST)) {
            return false;
        }
        if (head.authorityEnd == 0) {
            head.authorityStart = from;
            head.authorityEnd = to;
        }
        return true;
    }

    private static boolean noteLength(Http1Head head, byte[] b, int from, int to) {
        long length = ContentLength.of(b, from, to);
        if (head.has(KnownHeader.CONTENT_LENGTH) || length < 0) {
            return false;
        }
        head.contentLength = length;
        return true;
    }

    /** Accepts a list of codings with exactly one {@code chunked}, at its end, over all lines of the header together. */
    private static boolean noteCodings(Http1Head head, byte[] b, int from, int to) {
        int at = from;
        boolean any = false;
        while (at < to) {
            int end = tokenEnd(b, at, to);
            int stop = trimEnd(b, at, end);
            if (stop > at) {
                if (head.chunked) {
                    return false;
                }
                any = true;
                head.chunked = stop - at == CHUNKED.length && Ascii.equalsIgnoreCase(b, at, CHUNKED);
            }
            at = tokenStart(b, end, to);
        }
        return any;
    }

    private static boolean noteConnection(Http1Head head, byte[] b, int from, int to) {
        int at = from;
        while (at < to) {
            int end = tokenEnd(b, at, to);
            int length = trimEnd(b, at, end) - at;
            head.close |= is(b, at, length, CLOSE);
            head.keepAlive |= is(b, at, length, KEEP_ALIVE);
            head.upgradeListed |= is(b, at, length, UPGRADE);
            at = tokenStart(b, end, to);
        }
        return true;
    }

    /** Judges the whole head once its blank line is there. Returns why it is refused, or null. */
    static @Nullable String settle(Http1Head head, byte[] b, boolean request) {
        boolean coded = head.has(KnownHeader.TRANSFER_ENCODING);
        if (coded && head.has(KnownHeader.CONTENT_LENGTH)) {
            return "both content-length and transfer-encoding";
        }
        if (coded && (!head.chunked || head.minorVersion == 0)) {
            return "transfer-encoding that does not end in chunked";
        }
        if (head.has(KnownHeader.CONNECTION)) {
            markListed(head, b);
        }
        if (request) {
            int hash = 0;
            for (int i = head.authorityStart; i < head.authorityEnd; i++) {
                hash = 31 * hash + b[i];
            }
            head.authorityHash = hash;
        }
        return null;
    }

    private static void markListed(Http1Head head, byte[] b) {
        for (int i = 0; i < head.count(); i++) {
            if ((head.known(i) & KnownHeader.CONNECTION) != 0) {
                int to = head.valueEnd(i);
                int at = head.valueStart(i);
                while (at < to) {
                    int end = tokenEnd(b, at, to);
                    int length = trimEnd(b, at, end) - at;
                    boolean option = is(b, at, length, CLOSE) || is(b, at, length, KEEP_ALIVE);
                    if (!option && length > 0) {
                        markNamed(head, b, at, length);
                    }
                    at = tokenStart(b, end, to);
                }
            }
        }
    }

    private static void markNamed(Http1Head head, byte[] b, int from, int length) {
        for (int i = 0; i < head.count(); i++) {
            int start = head.start(i);
            boolean same = Ascii.sameName(b, from, length, start, head.nameEnd(i) - start);
            if (same && (head.known(i) & NEVER_LISTED) == 0) {
                head.mark(i, KnownHeader.LISTED);
            }
        }
    }

    private static boolean is(byte[] b, int from, int length, byte[] lowerCase) {
        return length == lowerCase.length && Ascii.equalsIgnoreCase(b, from, lowerCase);
    }

    private static int tokenEnd(byte[] b, int from, int to) {
        int at = from;
        while (at < to && b[at] != ',') {
            at++;
        }
        return at;
    }

    private static int trimEnd(byte[] b, int from, int end) {
        int at = end;
        while (at > from && (b[at - 1] == ' ' || b[at - 1] == '\t')) {
            at--;
        }
        return at;
    }

    private static int tokenStart(byte[] b, int from, int to) {
        int at = from;
        while (at < to && (b[at] == ',' || b[at] == ' ' || b[at] == '\t')) {
            at++;
        }
        return at;
    }
}
