package io.reactivemesh.proxy.transport;

import java.util.Arrays;

/**
 * What is known of one HTTP/1 message head: where its parts lie, and the few facts a proxy acts on.
 *
 * <p>Filled by {@link HeadParser}, reused for each message of a connection, owned by one event loop. It holds no bytes: every
 * position counts from the first byte of the head, and whoever keeps the head's buffer can look there.
 */
final class Http1Head {

    /** The form of a request target (RFC 9112 section 3.2). */
    enum Form {
        ORIGIN,
        ABSOLUTE,
        AUTHORITY,
        ASTERISK
    }

    /** The methods that change how a message is framed, retried or forwarded. */
    enum Method {
        GET,
        HEAD,
        OPTIONS,
        PUT,
        DELETE,
        TRACE,
        CONNECT,
        OTHER;

        /** Whether a second attempt does no more than the first (RFC 9110 section 9.2.2). */
        boolean isIdempotent() {
            return this != OTHER && this != CONNECT;
        }
    }

    private static final int FIELDS = 5;

    private int[] index = new int[16 * FIELDS];
    private int count;

    int length;
    int minorVersion;
    int present;
    long contentLength;
    boolean chunked;
    boolean close;
    boolean keepAlive;
    boolean upgradeListed;
    boolean upgradeIsH2c;

    Method method = Method.OTHER;
    Form form = Form.ORIGIN;
    int methodEnd;
    int targetStart;
    int targetEnd;
    int authorityStart;
    int authorityEnd;
    int authorityHash;

    int status;

    void clear() {
        count = 0;
        length = 0;
        minorVersion = 1;
        present = 0;
        contentLength = -1;
        chunked = false;
        close = false;
        keepAlive = false;
        upgradeListed = false;
        upgradeIsH2c = false;
        method = Method.OTHER;
        form = Form.ORIGIN;
        methodEnd = 0;
        targetStart = 0;
        targetEnd = 0;
        authorityStart = 0;
        authorityEnd = 0;
        authorityHash = 0;
        status = 0;
    }

    void add(int start, int nameEnd, int valueStart, int valueEnd, int known) {
        int at = count * FIELDS;
        if (at == index.length) {
            index = Arrays.copyOf(index, index.length * 2);
        }
        index[at] = start;
        index[at + 1] = nameEnd;
        index[at + 2] = valueStart;
        index[at + 3] = valueEnd;
        index[at + 4] = known;
        count++;
        present |= known;
    }

    /** How many header lines there are. */
    int count() {
        return count;
    }

    /** Where header line {@code i} starts, which is also where its name starts; for {@code i == count()} the blank line. */
    int start(int i) {
        return i < count ? index[i * FIELDS] : length - 2;
    }

    /** Where the name of header {@code i} ends (the colon). */
    int nameEnd(int i) {
        return index[i * FIELDS + 1];
    }

    /** Where the value of header {@code i} starts, blanks trimmed. */
    int valueStart(int i) {
        return index[i * FIELDS + 2];
    }

    /** Where the value of header {@code i} ends, blanks trimmed. */
    int valueEnd(int i) {
        return index[i * FIELDS + 3];
    }

    /** The bits of header {@code i}: its {@link KnownHeader} and whether it is listed as hop-by-hop. */
    int known(int i) {
        return index[i * FIELDS + 4];
    }

    /** The first header with one of these bits, which occurs. */
    int indexOf(int bits) {
        int i = 0;
        while ((known(i) & bits) == 0) {
            i++;
        }
        return i;
    }

    void mark(int i, int bits) {
        index[i * FIELDS + 4] |= bits;
        present |= bits;
    }

    /** Whether header {@code bits} occurs. */
    boolean has(int bits) {
        return (present & bits) != 0;
    }

    /** Whether the sender would keep the connection after this message (RFC 9112 section 9.3). */
    boolean persistent() {
        return minorVersion == 1 ? !close : keepAlive && !close;
    }

    /** Whether this request asks to leave HTTP/1 for something that we pass through. */
    boolean asksForUpgrade() {
        return minorVersion == 1 && upgradeListed && has(KnownHeader.UPGRADE) && !upgradeIsH2c;
    }

    /** Whether the request names whom it is for; without that it gets a connection of its own. */
    boolean hasAuthority() {
        return authorityEnd > authorityStart;
    }

    /** The hop-by-hop bits to drop when forwarding, none when the message switches protocols. */
    int hopByHop() {
        boolean switches = asksForUpgrade() || status == 101;
        return switches ? 0 : KnownHeader.HOP_BY_HOP;
    }
}
