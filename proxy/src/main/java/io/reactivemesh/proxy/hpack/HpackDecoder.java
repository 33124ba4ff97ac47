package io.reactivemesh.proxy.hpack;

import org.jspecify.annotations.Nullable;

/**
 * Decodes the header blocks of one direction of one connection (RFC 7541 section 3).
 *
 * <p>A field that the sender refers to by index costs a look-up and no copy. Work and memory are bounded by the length of the
 * block and by the section that is filled, whatever the block says. Event loop only.
 */
public final class HpackDecoder {

    /** The size of the dynamic table that a sender may use unless told otherwise (RFC 9113 section 6.5.2). */
    public static final int DEFAULT_TABLE_BYTES = 4096;

    private static final int MALFORMED = -1;
    private static final int HUFFMAN = 0x80;
    private static final int MAX_INTEGER = 1 << 28;

    private final FieldCache cache;
    private final DecodingTable table;
    private final int maxTableBytes;

    private byte[] block = {};
    private int at;
    private int end;

    // The string that was read last.
    private byte[] string = {};
    private int stringFrom;
    private int stringTo;
    private boolean packed;

    /**
     * Creates a decoder with an empty dynamic table.
     *
     * @param maxTableBytes what the sender has been told
     */
    public HpackDecoder(FieldCache cache, int maxTableBytes) {
        this.cache = cache;
        this.maxTableBytes = maxTableBytes;
        this.table = new DecodingTable(maxTableBytes);
    }

    /**
     * Decodes a whole block, also when {@code out} takes no more: the table must follow.
     *
     * @param out its fields are added to
     * @return false when the block is malformed; nothing can be decoded on this connection any more
     */
    public boolean decode(byte[] bytes, int from, int to, FieldSection out) {
        block = bytes;
        at = from;
        end = to;
        while (at < end && (block[at] & 0xE0) == 0x20) {
            int size = integer(0x1F);
            if (size < 0 || size > maxTableBytes) {
                return false;
            }
            table.resize(size);
        }
        while (at < end) {
            Field field = next();
            if (field == null) {
                return false;
            }
            out.add(field);
        }
        return true;
    }

    /** The field at the cursor, or null when it is malformed. */
    private @Nullable Field next() {
        int first = block[at];
        if (first < 0) {
            return indexed(integer(0x7F));
        }
        if ((first & 0x40) != 0) {
            Field field = literal(0x3F, false);
            if (field != null) {
                table.add(field);
            }
            return field;
        }
        // 001 would be a change of the table's size, which belongs at the start of the block.
        return (first & 0x20) != 0 ? null : literal(0x0F, (first & 0x10) != 0);
    }

    private @Nullable Field indexed(int index) {
        if (index > StaticTable.LENGTH) {
            return table.get(index - StaticTable.LENGTH - 1);
        }
        return index <= 0 ? null : cache.staticField(index);
    }

    private @Nullable Field literal(int prefix, boolean sensitive) {
        int index = integer(prefix);
        if (index != 0) {
            Field named = indexed(index);
            return named == null || !string(0) ? null : cache.field(named, string, stringFrom, stringTo, sensitive);
        }
        if (!string(0)) {
            return null;
        }
        byte[] name = string;
        int nameFrom = stringFrom;
        int nameTo = stringTo;
        boolean unpacked = packed;
        if (!string(unpacked ? nameTo : 0)) {
            return null;
        }
        // Unpacking the value may have moved the array.
        byte[] names = unpacked ? cache.text(0) : name;
        return cache.field(names, nameFrom, nameTo, string, stringFrom, stringTo, sensitive);
    }

    /**
     * Reads a string, unpacked where it is packed.
     *
     * @param textAt where in the text array it may be unpacked to
     */
    private boolean string(int textAt) {
        if (at >= end) {
            return false;
        }
        packed = (block[at] & HUFFMAN) != 0;
        int length = integer(0x7F);
        if (length < 0 || length > end - at) {
            return false;
        }
        int from = at;
        at += length;
        if (!packed) {
            string = block;
            stringFrom = from;
            stringTo = at;
            return true;
        }
        string = cache.text(textAt + Huffman.maxDecoded(length));
        stringFrom = textAt;
        stringTo = Huffman.decode(block, from, at, string, textAt);
        return stringTo != Huffman.MALFORMED;
    }

    /** Reads an integer (RFC 7541 section 5.1) whose first bits are those under {@code prefix}. */
    private int integer(int prefix) {
        int value = block[at++] & prefix;
        if (value < prefix) {
            return value;
        }
        for (int shift = 0; at < end && shift < Integer.SIZE - 4; shift += 7) {
            int next = block[at++];
            value += (next & 0x7F) << shift;
            if (value > MAX_INTEGER || value < 0) {
                return MALFORMED;
            }
            if (next >= 0) {
                return value;
            }
        }
        return MALFORMED;
    }
}
