package io.reactivemesh.proxy.transport;

/**
 * Streams that were reset here while their peer was still sending: what arrives on them has crossed the reset and is no error (RFC 9113
 * section 5.4.2). Remembers the last of them. Event loop only.
 */
final class RecentStreams {

    private final int size;
    private int[] ring = {};
    private int next;

    /** Creates a memory for that many streams, 1 or more. */
    RecentStreams(int size) {
        this.size = size;
    }

    void add(int id) {
        if (ring.length == 0) {
            ring = new int[size];
        }
        ring[next] = id;
        next = next + 1 == size ? 0 : next + 1;
    }

    boolean contains(int id) {
        for (int each : ring) {
            if (each == id) {
                return true;
            }
        }
        return false;
    }
}
