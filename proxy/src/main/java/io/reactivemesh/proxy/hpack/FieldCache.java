package io.reactivemesh.proxy.hpack;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Makes fields, and gives the same one again for bytes that it has seen a moment ago.
 *
 * <p>One for each event loop, shared by all its connections: the tables of a thousand clients that send the same headers hold
 * the same objects, and a literal that comes with each request, such as a path, makes no garbage. It is no table of the
 * protocol: what it forgets is made anew. A slot holds one field, so nobody can make looking up slow by choosing bytes.
 */
public final class FieldCache {

    /** Says what the user of the codec wants to remember of a field. */
    @FunctionalInterface
    public interface Marker {

        /** Called once for each field that is made; the bits are the caller's affair. */
        long mark(byte[] name, byte[] value);
    }

    private static final int SLOT_BITS = 9;

    /** Larger fields are not kept: the slots are to hold no more than half a megabyte. */
    private static final int MAX_CACHED_BYTES = 1024;

    private final Marker marker;
    private final Field[] statics = new Field[StaticTable.LENGTH + 1];
    private final Field[] slots = new Field[1 << SLOT_BITS];
    private byte[] text = new byte[256];

    /** Creates an empty cache. */
    public FieldCache(Marker marker) {
        this.marker = marker;
        for (int i = 1; i <= StaticTable.LENGTH; i++) {
            byte[] value = StaticTable.value(i);
            statics[i] = named(StaticTable.name(i), value, 0, value.length);
        }
    }

    /** A field of these texts, one byte a character. */
    public Field field(String name, String value) {
        byte[] nameBytes = name.getBytes(StandardCharsets.ISO_8859_1);
        byte[] valueBytes = value.getBytes(StandardCharsets.ISO_8859_1);
        return field(nameBytes, 0, nameBytes.length, valueBytes, 0, valueBytes.length, false);
    }

    /**
     * A field of these bytes, which are copied unless they are known.
     *
     * @param sensitive whether to keep it out of every table, this one too
     */
    public Field field(
            byte[] names, int nameFrom, int nameTo, byte[] values, int valueFrom, int valueTo, boolean sensitive) {
        int nameHash = Field.hash(names, nameFrom, nameTo);
        int hash = Field.hash(nameHash, Field.hash(values, valueFrom, valueTo));
        if (!sensitive) {
            Field known = slots[slot(hash)];
            if (known != null
                    && known.hash == hash
                    && Arrays.equals(known.name, 0, known.name.length, names, nameFrom, nameTo)
                    && Arrays.equals(known.value, 0, known.value.length, values, valueFrom, valueTo)) {
                return known;
            }
        }
        int staticName = StaticTable.nameIndex(names, nameFrom, nameTo - nameFrom);
        byte[] name = staticName > 0 ? StaticTable.name(staticName) : Arrays.copyOfRange(names, nameFrom, nameTo);
        return make(name, nameHash, staticName, values, valueFrom, valueTo, hash, sensitive);
    }

    /** A field with the name of another one. */
    Field field(Field named, byte[] values, int valueFrom, int valueTo, boolean sensitive) {
        int hash = Field.hash(named.nameHash, Field.hash(values, valueFrom, valueTo));
        if (!sensitive) {
            Field known = slots[slot(hash)];
            if (known != null
                    && known.hash == hash
                    && Arrays.equals(known.name, named.name)
                    && Arrays.equals(known.value, 0, known.value.length, values, valueFrom, valueTo)) {
                return known;
            }
        }
        return make(named.name, named.nameHash, named.staticName, values, valueFrom, valueTo, hash, sensitive);
    }

    private Field named(byte[] name, byte[] values, int valueFrom, int valueTo) {
        return field(name, 0, name.length, values, valueFrom, valueTo, false);
    }

    private Field make(
            byte[] name,
            int nameHash,
            int staticName,
            byte[] values,
            int valueFrom,
            int valueTo,
            int hash,
            boolean sensitive) {
        byte[] value = Arrays.copyOfRange(values, valueFrom, valueTo);
        int staticIndex = StaticTable.index(staticName, value, 0, value.length);
        long marks = marker.mark(name, value);
        Field made = new Field(name, value, nameHash, hash, staticName, staticIndex, sensitive, marks);
        if (!sensitive && made.size() <= MAX_CACHED_BYTES) {
            slots[slot(hash)] = made;
        }
        return made;
    }

    private static int slot(int hash) {
        return (hash * 0x9E3779B1) >>> (Integer.SIZE - SLOT_BITS);
    }

    /** Entry {@code index} of the static table, counted from 1. */
    Field staticField(int index) {
        return statics[index];
    }

    /** The array that decoders on this loop unpack strings into, with room for this many bytes. */
    byte[] text(int bytes) {
        if (text.length < bytes) {
            text = Arrays.copyOf(text, Math.max(bytes, text.length * 2));
        }
        return text;
    }
}
