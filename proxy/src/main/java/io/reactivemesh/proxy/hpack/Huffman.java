package io.reactivemesh.proxy.hpack;

/**
 * Decodes the Huffman code of RFC 7541 appendix B.
 *
 * <p>The code is canonical: codes of one length are consecutive numbers in the order of their symbols, and each length starts
 * where the one before it has ended. So the lengths alone are the whole table. Codes of up to {@value #FAST_BITS} bits, nearly
 * all that occur in headers, take one look-up; longer ones are searched by length.
 */
final class Huffman {

    /** The input is no Huffman code: unknown code, end-of-string symbol, or wrong padding. */
    static final int MALFORMED = -1;

    private static final int FAST_BITS = 9;
    private static final int MAX_BITS = 30;
    private static final int END_OF_STRING = 256;

    private static final byte[] LENGTHS = {
        13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28,
        28, 28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15,
        6, 12, 10, 13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
        15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28, 20, 22,
        20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23,
        23, 24, 22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22,
        22, 22, 23, 22, 22, 23, 26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26,
        27, 24, 21, 21, 26, 26, 28, 27, 27, 27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27,
        26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26, 30
    };

    /** By the next bits: symbol, and its length above bit 8; 0 = longer. */
    private static final short[] FAST = new short[1 << FAST_BITS];

    /** All symbols in the order of their codes. */
    private static final short[] SYMBOLS = new short[LENGTHS.length];

    /** By length: the first code of that length, and how many symbols stand before it. */
    private static final int[] FIRST_CODE = new int[MAX_BITS + 2];

    private static final int[] FIRST_SYMBOL = new int[MAX_BITS + 2];

    static {
        int code = 0;
        int position = 0;
        for (int length = 1; length <= MAX_BITS; length++) {
            code <<= 1;
            FIRST_CODE[length] = code;
            FIRST_SYMBOL[length] = position;
            for (int symbol = 0; symbol < LENGTHS.length; symbol++) {
                if (LENGTHS[symbol] == length) {
                    SYMBOLS[position++] = (short) symbol;
                    note(code++, length, symbol);
                }
            }
        }
        FIRST_SYMBOL[MAX_BITS + 1] = position;
    }

    private Huffman() {}

    private static void note(int code, int length, int symbol) {
        if (length <= FAST_BITS) {
            int spare = FAST_BITS - length;
            for (int rest = 0; rest < 1 << spare; rest++) {
                FAST[(code << spare) + rest] = (short) ((length << 8) | symbol);
            }
        }
    }

    /** The most bytes that this many bytes of code can stand for: the shortest code has 5 bits. */
    static int maxDecoded(int codeBytes) {
        return codeBytes * 8 / 5;
    }

    /**
     * Decodes a string.
     *
     * @param out has room for {@link #maxDecoded} bytes from {@code outAt} on
     * @return where the decoded bytes end, or {@link #MALFORMED}
     */
    static int decode(byte[] in, int from, int to, byte[] out, int outAt) {
        long bits = 0; // the next bit is the topmost
        int count = 0;
        int at = from;
        int end = outAt;
        while (true) {
            while (count <= Long.SIZE - Byte.SIZE && at < to) {
                bits |= (in[at++] & 0xFFL) << (Long.SIZE - Byte.SIZE - count);
                count += Byte.SIZE;
            }
            int found = FAST[(int) (bits >>> (Long.SIZE - FAST_BITS))];
            if (found == 0) {
                found = longer(bits);
            }
            int length = found >>> Byte.SIZE;
            if (length > count) {
                return isPadding(bits, count) ? end : MALFORMED;
            }
            if (found == 0) {
                return MALFORMED;
            }
            out[end++] = (byte) found;
            bits <<= length;
            count -= length;
        }
    }

    /** The symbol of a longer code, with its length above bit 8; 0 when it is the end of the string, which may not occur. */
    private static int longer(long bits) {
        int length = FAST_BITS + 1;
        while (true) {
            int offset = (int) (bits >>> (Long.SIZE - length)) - FIRST_CODE[length];
            if (offset < FIRST_SYMBOL[length + 1] - FIRST_SYMBOL[length]) {
                int symbol = SYMBOLS[FIRST_SYMBOL[length] + offset];
                return symbol == END_OF_STRING ? 0 : (length << Byte.SIZE) | symbol;
            }
            length++;
        }
    }

    /** Whether what is left is fewer than 8 bits, all of them ones. */
    private static boolean isPadding(long bits, int count) {
        return count < Byte.SIZE && bits >>> (Long.SIZE - Byte.SIZE) == ((0xFF00 >>> count) & 0xFF);
    }
}
