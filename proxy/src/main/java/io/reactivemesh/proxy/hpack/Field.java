package io.reactivemesh.proxy.hpack;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One field line: a name and a value as bytes, and what is worth knowing of them, worked out once.
 *
 * <p>Tables refer to it, sections refer to it, nobody copies it: passing a field on is passing a reference. Immutable; any thread.
 */
public final class Field {

    /** What a field costs in tables and in sections beside its bytes (RFC 7541 section 4.1). */
    static final int OVERHEAD_BYTES = 32;

    final byte[] name;
    final byte[] value;
    final int nameHash;
    final int hash;
    final int staticName;
    final int staticIndex;
    final boolean sensitive;
    private final long marks;

    /**
     * Takes over both arrays.
     *
     * @param staticName index of the name in the static table, 0 = it is not there
     * @param staticIndex index of the whole field in the static table, 0 = it is not there
     * @param sensitive whether it must never enter a table, here or further on (RFC 7541 section 7.1.3)
     */
    Field(
            byte[] name,
            byte[] value,
            int nameHash,
            int hash,
            int staticName,
            int staticIndex,
            boolean sensitive,
            long marks) {
        this.name = name;
        this.value = value;
        this.nameHash = nameHash;
        this.hash = hash;
        this.staticName = staticName;
        this.staticIndex = staticIndex;
        this.sensitive = sensitive;
        this.marks = marks;
    }

    static int hash(byte[] bytes, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    static int hash(int nameHash, int valueHash) {
        return nameHash * 0x9E3779B1 + valueHash;
    }

    /** The bytes of the name; not to be changed. */
    public byte[] name() {
        return name;
    }

    /** The bytes of the value; not to be changed. */
    public byte[] value() {
        return value;
    }

    /** What the user of the codec noted when the field was made; see {@link FieldCache.Marker}. */
    public long marks() {
        return marks;
    }

    /** Whether its sender asked that it be kept out of every table. */
    public boolean sensitive() {
        return sensitive;
    }

    /** What it counts in tables and against limits, in bytes. */
    public int size() {
        return name.length + value.length + OVERHEAD_BYTES;
    }

    /** Whether the name is exactly this. */
    public boolean isNamed(byte[] lowerCase) {
        return Arrays.equals(name, lowerCase);
    }

    /** Whether the value is exactly this, one byte a character. */
    public boolean hasValue(String text) {
        if (text.length() != value.length) {
            return false;
        }
        for (int i = 0; i < value.length; i++) {
            if ((value[i] & 0xFF) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The value as text, one byte a character. */
    public String text() {
        return new String(value, StandardCharsets.ISO_8859_1);
    }

    boolean sameAs(Field other) {
        return this == other
                || (hash == other.hash && Arrays.equals(name, other.name) && Arrays.equals(value, other.value));
    }

    /** Name and value, the value hidden when it is sensitive. */
    @Override
    public String toString() {
        return new String(name, StandardCharsets.ISO_8859_1) + ": " + (sensitive ? "…" : text());
    }
}
