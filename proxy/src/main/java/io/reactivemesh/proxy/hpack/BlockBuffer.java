package io.reactivemesh.proxy.hpack;

import java.util.Arrays;

/** The array that an event loop encodes header blocks into, one after the other. Event loop only. */
public final class BlockBuffer {

    private byte[] bytes = new byte[512];
    private int length;

    /** Starts a new block. */
    public void clear() {
        length = 0;
    }

    /** The block's bytes are the first {@link #length} of these. */
    public byte[] bytes() {
        return bytes;
    }

    /** How long the block is. */
    public int length() {
        return length;
    }

    void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
    }

    /** Writes a byte; {@link #reserve} has been called. */
    void put(int b) {
        bytes[length++] = (byte) b;
    }

    /** Writes a string as it is (RFC 7541 section 5.2); {@link #reserve} has been called. */
    void putString(byte[] string) {
        putInteger(0, 0x7F, string.length);
        System.arraycopy(string, 0, bytes, length, string.length);
        length += string.length;
    }

    /**
     * Writes an integer (RFC 7541 section 5.1); {@link #reserve} has been called.
     *
     * @param pattern the bits in front of the prefix
     * @param prefix mask of the bits that the integer starts in
     */
    void putInteger(int pattern, int prefix, int value) {
        if (value < prefix) {
            put(pattern | value);
            return;
        }
        put(pattern | prefix);
        int rest = value - prefix;
        while (rest > 0x7F) {
            put((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        put(rest);
    }
}
