package io.reactivemesh.proxy.hpack;

/**
 * The dynamic table of an encoder: finds what the other side has been told to remember, and chooses what to add.
 *
 * <p>Entries are numbered in the order in which they came; a hash table of numbers leads from a field to its entry. A number
 * stays there when its entry is evicted, and is then recognised by its age: evicting touches nothing but a counter. (Numbers
 * wrap around. A stale one that looks young again leads to some live entry, which is compared like any other.)
 *
 * <p>A field is added when it comes for the second time. What differs in each message, a request id for instance, would
 * otherwise push out what is the same in each; a hop that joins many connections would never have a useful table.
 */
final class EncodingTable {

    private static final int SLOT_BITS = 8;
    private static final int PROBES = 4;
    private static final int SIGHT_BITS = 7;

    private final int[] slots = new int[(1 << SLOT_BITS) + PROBES - 1];
    private final int[] sights = new int[1 << SIGHT_BITS];
    private Field[] ring = new Field[16];
    private int maxBytes;
    private int bytes;
    private int count;
    private int added;

    EncodingTable(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** The index of the field in this table, 0 = the newest entry; -1 = it is not there. */
    int find(Field field) {
        int slot = slot(field);
        for (int i = slot; i < slot + PROBES; i++) {
            int age = age(i);
            if (age >= 0 && age < count && entry(age).sameAs(field)) {
                return age;
            }
        }
        return -1;
    }

    private int age(int slot) {
        return added - 1 - slots[slot];
    }

    /** Whether the field is worth an entry: it has been seen before, and it leaves room for others. */
    boolean wants(Field field) {
        int sight = (field.hash * 0x85EBCA6B) >>> (Integer.SIZE - SIGHT_BITS);
        int seen = field.hash | 1;
        if (sights[sight] != seen) {
            sights[sight] = seen;
            return false;
        }
        return field.size() <= maxBytes / 2;
    }

    /** Adds an entry; the oldest make room. */
    void add(Field field) {
        evict(maxBytes - field.size());
        if (count == ring.length) {
            grow();
        }
        ring[added & (ring.length - 1)] = field;
        bytes += field.size();
        slots[oldest(slot(field))] = added;
        added++;
        count++;
    }

    private int oldest(int slot) {
        int oldest = slot;
        for (int i = slot + 1; i < slot + PROBES; i++) {
            if (Integer.compareUnsigned(age(i), age(oldest)) > 0) {
                oldest = i;
            }
        }
        return oldest;
    }

    private void grow() {
        Field[] larger = new Field[ring.length * 2];
        for (int age = 0; age < count; age++) {
            larger[(added - 1 - age) & (larger.length - 1)] = entry(age);
        }
        ring = larger;
    }

    /** Changes the limit; the oldest entries make room. */
    void resize(int newMaxBytes) {
        maxBytes = newMaxBytes;
        evict(newMaxBytes);
    }

    private void evict(int allowed) {
        while (count > 0 && bytes > allowed) {
            bytes -= entry(count - 1).size();
            count--;
        }
    }

    private Field entry(int age) {
        return ring[(added - 1 - age) & (ring.length - 1)];
    }

    private static int slot(Field field) {
        return (field.hash * 0x9E3779B1) >>> (Integer.SIZE - SLOT_BITS);
    }
}
