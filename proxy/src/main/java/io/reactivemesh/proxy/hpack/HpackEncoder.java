package io.reactivemesh.proxy.hpack;

/**
 * Encodes the header blocks of one direction of one connection (RFC 7541 section 3).
 *
 * <p>What both sides have in a table is sent as an index; what comes again enters the table (see {@link EncodingTable}); sensitive
 * fields never do, and say so to the next hop. Strings are sent as they are: unpacking them would cost the receiver more than the
 * few bytes cost the network between two pods. Event loop only.
 */
public final class HpackEncoder {

    /** Never more than this is remembered, whatever the receiver would allow. */
    private static final int MAX_TABLE_BYTES = HpackDecoder.DEFAULT_TABLE_BYTES;

    /** An index and two lengths of at most five bytes each. */
    private static final int MAX_PREFIX_BYTES = 16;

    private final EncodingTable table = new EncodingTable(MAX_TABLE_BYTES);
    private int tableBytes = MAX_TABLE_BYTES;
    private int smallestBytes = MAX_TABLE_BYTES;
    private int announcedBytes = MAX_TABLE_BYTES;

    /** The receiver says how much it will remember. Takes effect with the next block. */
    public void maxTableBytes(long bytes) {
        tableBytes = (int) Math.min(bytes, MAX_TABLE_BYTES);
        smallestBytes = Math.min(smallestBytes, tableBytes);
    }

    /** Starts a block in an empty buffer: changes of the table's size come first (RFC 7541 section 4.2). */
    public void begin(BlockBuffer out) {
        out.clear();
        if (smallestBytes < announcedBytes) {
            announce(smallestBytes, out);
        }
        if (tableBytes != announcedBytes) {
            announce(tableBytes, out);
        }
        smallestBytes = tableBytes;
    }

    private void announce(int bytes, BlockBuffer out) {
        table.resize(bytes);
        announcedBytes = bytes;
        out.reserve(MAX_PREFIX_BYTES);
        out.putInteger(0x20, 0x1F, bytes);
    }

    /** Adds a field to the block. */
    public void write(Field field, BlockBuffer out) {
        if (field.sensitive) {
            literal(field, 0x10, 0x0F, out);
            return;
        }
        if (field.staticIndex > 0) {
            out.reserve(1);
            out.put(0x80 | field.staticIndex);
            return;
        }
        int index = table.find(field);
        if (index >= 0) {
            out.reserve(MAX_PREFIX_BYTES);
            out.putInteger(0x80, 0x7F, StaticTable.LENGTH + 1 + index);
        } else if (table.wants(field)) {
            literal(field, 0x40, 0x3F, out);
            table.add(field);
        } else {
            literal(field, 0, 0x0F, out);
        }
    }

    private static void literal(Field field, int pattern, int prefix, BlockBuffer out) {
        out.reserve(field.size() + MAX_PREFIX_BYTES);
        out.putInteger(pattern, prefix, field.staticName);
        if (field.staticName == 0) {
            out.putString(field.name);
        }
        out.putString(field.value);
    }
}
