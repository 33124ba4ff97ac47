package io.reactivemesh.proxy.hpack;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The fields that both sides know from the start (RFC 7541 appendix A), and where a field or a name stands among them. */
final class StaticTable {

    /** How many entries there are; the dynamic table counts on from here. */
    static final int LENGTH = 61;

    private static final String[] ENTRIES = {
        ":authority",
        ":method:GET",
        ":method:POST",
        ":path:/",
        ":path:/index.html",
        ":scheme:http",
        ":scheme:https",
        ":status:200",
        ":status:204",
        ":status:206",
        ":status:304",
        ":status:400",
        ":status:404",
        ":status:500",
        "accept-charset",
        "accept-encoding:gzip, deflate",
        "accept-language",
        "accept-ranges",
        "accept",
        "access-control-allow-origin",
        "age",
        "allow",
        "authorization",
        "cache-control",
        "content-disposition",
        "content-encoding",
        "content-language",
        "content-length",
        "content-location",
        "content-range",
        "content-type",
        "cookie",
        "date",
        "etag",
        "expect",
        "expires",
        "from",
        "host",
        "if-match",
        "if-modified-since",
        "if-none-match",
        "if-range",
        "if-unmodified-since",
        "last-modified",
        "link",
        "location",
        "max-forwards",
        "proxy-authenticate",
        "proxy-authorization",
        "range",
        "referer",
        "refresh",
        "retry-after",
        "server",
        "set-cookie",
        "strict-transport-security",
        "transfer-encoding",
        "user-agent",
        "vary",
        "via",
        "www-authenticate"
    };

    private static final byte[][] NAMES = new byte[LENGTH + 1][];
    private static final byte[][] VALUES = new byte[LENGTH + 1][];

    static {
        for (int i = 0; i < LENGTH; i++) {
            String entry = ENTRIES[i];
            int colon = entry.indexOf(':', 1);
            NAMES[i + 1] = bytes(colon < 0 ? entry : entry.substring(0, colon));
            VALUES[i + 1] = bytes(colon < 0 ? "" : entry.substring(colon + 1));
        }
    }

    private StaticTable() {}

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The name of entry {@code index}, counted from 1. */
    static byte[] name(int index) {
        return NAMES[index];
    }

    /** The value of entry {@code index}, counted from 1. */
    static byte[] value(int index) {
        return VALUES[index];
    }

    /** The first entry with this name, or 0. */
    static int nameIndex(byte[] bytes, int from, int length) {
        for (int i = 1; i <= LENGTH; i++) {
            byte[] name = NAMES[i];
            if (name.length == length && Arrays.equals(name, 0, length, bytes, from, from + length)) {
                return i;
            }
        }
        return 0;
    }

    /**
     * The entry with this name and this value, or 0.
     *
     * @param nameIndex the first entry with the name; 0 = there is none
     */
    static int index(int nameIndex, byte[] bytes, int from, int length) {
        if (nameIndex == 0) {
            return 0;
        }
        for (int i = nameIndex; i <= LENGTH && Arrays.equals(NAMES[i], NAMES[nameIndex]); i++) {
            if (Arrays.equals(VALUES[i], 0, VALUES[i].length, bytes, from, from + length)) {
                return i;
            }
        }
        return 0;
    }
}
