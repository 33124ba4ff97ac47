package io.reactivemesh.proxy.hpack;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one head or one trailer, in order (RFC 9113 section 8.2): what a header block decodes to. Reused from message to
 * message. Event loop only.
 */
public final class FieldSection {

    private Field[] fields = new Field[12];
    private int count;
    private int size;
    private int maxSize;
    private long marks;

    /**
     * Forgets what it holds.
     *
     * @param newMaxSize what the next fields may count together ({@link Field#size}); what comes after that is not kept
     */
    public void clear(int newMaxSize) {
        Arrays.fill(fields, 0, count, null);
        count = 0;
        size = 0;
        marks = 0;
        maxSize = newMaxSize;
    }

    /** Adds a field at the end, if it still fits. */
    public void add(Field field) {
        size += field.size();
        if (size > maxSize || size < 0) {
            size = Integer.MAX_VALUE / 2;
            return;
        }
        if (count == fields.length) {
            fields = Arrays.copyOf(fields, count * 2);
        }
        fields[count++] = field;
        marks |= field.marks();
    }

    /** Whether something was too much to be kept. */
    public boolean overflowed() {
        return size > maxSize;
    }

    /** How many fields there are. */
    public int count() {
        return count;
    }

    /** Field {@code i}, counted from 0. */
    public Field get(int i) {
        return fields[i];
    }

    /**
     * The value of the first field of a name; null when there is none.
     *
     * @param name in small letters
     */
    public @Nullable String value(byte[] name) {
        for (int i = 0; i < count; i++) {
            if (fields[i].isNamed(name)) {
                return fields[i].text();
            }
        }
        return null;
    }

    /** The marks of all fields together. */
    public long marks() {
        return marks;
    }

    /** Becomes a copy of another section. */
    public void copy(FieldSection other) {
        clear(Integer.MAX_VALUE);
        if (fields.length < other.count) {
            fields = new Field[other.fields.length];
        }
        System.arraycopy(other.fields, 0, fields, 0, other.count);
        count = other.count;
        size = other.size;
        marks = other.marks;
    }

    /** The fields, one a line. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(fields[i]).append('\n');
        }
        return text.toString();
    }
}
