package io.reactivemesh.proxy.hpack;

import org.jspecify.annotations.Nullable;

/** The dynamic table of a decoder: what the sender told to remember, newest first (RFC 7541 section 2.3.2). */
final class DecodingTable {

    private Field[] ring = new Field[16];
    private int first;
    private int count;
    private int bytes;
    private int maxBytes;

    DecodingTable(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Entry {@code index}, 0 = the newest; null when there is none. */
    @Nullable
    Field get(int index) {
        return index < count ? ring[(first - index) & (ring.length - 1)] : null;
    }

    /** Adds an entry; the oldest make room. One that is larger than the table leaves it empty, which is no error. */
    void add(Field field) {
        int size = field.size();
        evict(maxBytes - size);
        if (size > maxBytes) {
            return;
        }
        if (count == ring.length) {
            grow();
        }
        first = (first + 1) & (ring.length - 1);
        ring[first] = field;
        count++;
        bytes += size;
    }

    private void grow() {
        Field[] larger = new Field[ring.length * 2];
        for (int i = 0; i < count; i++) {
            larger[count - 1 - i] = ring[(first - i) & (ring.length - 1)];
        }
        ring = larger;
        first = count - 1;
    }

    /** Changes the limit; the oldest entries make room. */
    void resize(int newMaxBytes) {
        maxBytes = newMaxBytes;
        evict(newMaxBytes);
    }

    private void evict(int allowed) {
        while (count > 0 && bytes > allowed) {
            int oldest = (first - count + 1) & (ring.length - 1);
            bytes -= ring[oldest].size();
            count--;
        }
    }
}
