package io.reactivemesh.proxy.transport;

import io.reactivemesh.proxy.stack.RequestHead;
import java.nio.charset.StandardCharsets;

/**
 * The header names that mean something to a proxy, each one bit, recognised from raw bytes by length first.
 *
 * <p>Sets of names are plain {@code int} masks, so that "does this head hold anything to drop?" is one {@code and}.
 */
public final class KnownHeader {

    public static final int HOST = 1;
    public static final int CONNECTION = 1 << 1;
    public static final int CONTENT_LENGTH = 1 << 2;
    public static final int TRANSFER_ENCODING = 1 << 3;
    public static final int UPGRADE = 1 << 4;
    public static final int KEEP_ALIVE = 1 << 5;
    public static final int PROXY_CONNECTION = 1 << 6;
    public static final int EXPECT = 1 << 7;
    public static final int DATE = 1 << 8;
    public static final int HTTP2_SETTINGS = 1 << 9;
    public static final int L5D_DST_OVERRIDE = 1 << 10;
    public static final int L5D_CLIENT_ID = 1 << 11;
    public static final int L5D_PROXY_ERROR = 1 << 12;
    public static final int L5D_PROXY_CONNECTION = 1 << 13;
    public static final int L5D_ORIG_PROTO = 1 << 14;
    public static final int L5D_REQUIRE_ID = 1 << 15;
    public static final int L5D_DST_CANONICAL = 1 << 16;

    /** Not a name: marks a header that a layer of the stack takes out. */
    static final int EDITED = 1 << 29;

    /** Not a name: marks a header that the message's {@code connection} header lists as hop-by-hop. */
    public static final int LISTED = 1 << 30;

    /** What never crosses a hop, unless the message switches protocols (RFC 9110 section 7.6.1). */
    public static final int HOP_BY_HOP = CONNECTION | KEEP_ALIVE | PROXY_CONNECTION | UPGRADE | HTTP2_SETTINGS | LISTED;

    /** What frames a body; an answer that opens a tunnel loses both. */
    public static final int FRAMING = CONTENT_LENGTH | TRANSFER_ENCODING;

    private static final byte[] HOST_NAME = ascii("host");
    private static final byte[] DATE_NAME = ascii("date");
    private static final byte[] EXPECT_NAME = ascii("expect");
    private static final byte[] UPGRADE_NAME = ascii("upgrade");
    private static final byte[] CONNECTION_NAME = ascii("connection");
    private static final byte[] KEEP_ALIVE_NAME = ascii("keep-alive");
    private static final byte[] CLIENT_ID_NAME = ascii("l5d-client-id");
    private static final byte[] CONTENT_LENGTH_NAME = ascii("content-length");
    private static final byte[] HTTP2_SETTINGS_NAME = ascii("http2-settings");
    private static final byte[] ORIG_PROTO_NAME = ascii("l5d-orig-proto");
    private static final byte[] REQUIRE_ID_NAME = ascii("l5d-require-id");
    private static final byte[] PROXY_ERROR_NAME = ascii("l5d-proxy-error");
    private static final byte[] PROXY_CONNECTION_NAME = ascii("proxy-connection");
    private static final byte[] DST_OVERRIDE_NAME = ascii("l5d-dst-override");
    private static final byte[] DST_CANONICAL_NAME = ascii("l5d-dst-canonical");
    private static final byte[] TRANSFER_ENCODING_NAME = ascii("transfer-encoding");
    private static final byte[] L5D_PROXY_CONNECTION_NAME = ascii("l5d-proxy-connection");

    private KnownHeader() {}

    /**
     * The bit of the name at {@code bytes[from .. from + length)}, or 0 for any other name.
     *
     * @param bytes the head's bytes
     * @param from where the name starts
     * @param length how many bytes the name has
     */
    static int recognise(byte[] bytes, int from, int length) {
        return switch (length) {
            case 4 -> either(bytes, from, HOST_NAME, HOST, DATE_NAME, DATE);
            case 6 -> one(bytes, from, EXPECT_NAME, EXPECT);
            case 7 -> one(bytes, from, UPGRADE_NAME, UPGRADE);
            case 10 -> either(bytes, from, CONNECTION_NAME, CONNECTION, KEEP_ALIVE_NAME, KEEP_ALIVE);
            case 13 -> one(bytes, from, CLIENT_ID_NAME, L5D_CLIENT_ID);
            case 14 -> fourteen(bytes, from);
            case 15 -> one(bytes, from, PROXY_ERROR_NAME, L5D_PROXY_ERROR);
            case 16 ->
                either(bytes, from, PROXY_CONNECTION_NAME, PROXY_CONNECTION, DST_OVERRIDE_NAME, L5D_DST_OVERRIDE);
            case 17 ->
                either(bytes, from, TRANSFER_ENCODING_NAME, TRANSFER_ENCODING, DST_CANONICAL_NAME, L5D_DST_CANONICAL);
            case 20 -> one(bytes, from, L5D_PROXY_CONNECTION_NAME, L5D_PROXY_CONNECTION);
            default -> 0;
        };
    }

    /** The header by which a request names whom it is for. */
    static int of(RequestHead.Naming naming) {
        return switch (naming) {
            case OVERRIDE -> L5D_DST_OVERRIDE;
            case CANONICAL -> L5D_DST_CANONICAL;
        };
    }

    private static int fourteen(byte[] bytes, int from) {
        int bit = either(bytes, from, CONTENT_LENGTH_NAME, CONTENT_LENGTH, HTTP2_SETTINGS_NAME, HTTP2_SETTINGS);
        return bit != 0 ? bit : either(bytes, from, ORIG_PROTO_NAME, L5D_ORIG_PROTO, REQUIRE_ID_NAME, L5D_REQUIRE_ID);
    }

    private static int either(byte[] bytes, int from, byte[] first, int firstBit, byte[] second, int secondBit) {
        int bit = one(bytes, from, first, firstBit);
        return bit != 0 ? bit : one(bytes, from, second, secondBit);
    }

    private static int one(byte[] bytes, int from, byte[] name, int bit) {
        return Ascii.equalsIgnoreCase(bytes, from, name) ? bit : 0;
    }

    private static byte[] ascii(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }
}
