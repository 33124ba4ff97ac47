package io.reactivemesh.proxy.transport;

/**
 * Streams that were reset here while their peer was still sending: what arrives on them has crossed the reset and is no error (RFC 9113
 * section 5.4.2). Remembers the last {@value #SIZE}. Event loop only.
 */
final class RecentStreams {

    private static final int SIZE = 1024;

    private int[] ring = {};
    private int added;

    void add(int id) {
        if (ring.length == 0) {
            ring = new int[SIZE];
        }
        ring[added++ & (SIZE - 1)] = id;
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
