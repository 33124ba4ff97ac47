package io.reactivemesh.proxy.transport;

/**
 * What a peer may still send on a connection, and when to let it send more (RFC 9113 section 6.9).
 *
 * <p>A connection's window is given back as bytes arrive, not as they are taken: what a stream's slow reader leaves lying is bounded by
 * the window of that stream and must not stop the others. Only when so much lies here that memory is at stake does the connection wait
 * for its readers too. Event loop only.
 */
final class ReceiveWindow {

    /** Received and not taken on one connection; 64 stalled streams of the usual window. */
    private static final int MAX_HELD_BYTES = 4 * 1024 * 1024;

    private int size;
    private int left;
    private int held;
    private int owed;

    /** Creates a window of {@code size} bytes, all of them announced. */
    ReceiveWindow(int size) {
        this.size = size;
        this.left = size;
    }

    /** Makes it larger, if that is larger. Returns by how much; the caller announces it. */
    int widen(int newSize) {
        int more = Math.max(0, newSize - size);
        size += more;
        left += more;
        return more;
    }

    /** Bytes have come. Returns false when they are more than was allowed. */
    boolean received(int bytes) {
        left -= bytes;
        held += bytes;
        owed += bytes;
        return left >= 0;
    }

    /** Bytes are no longer held here. */
    void taken(int bytes) {
        held -= bytes;
    }

    /** By how much to open the window now; 0 = not worth a frame. The caller announces it. */
    int increment() {
        if (owed < size / 2 || held > MAX_HELD_BYTES) {
            return 0;
        }
        int increment = owed;
        owed = 0;
        left += increment;
        return increment;
    }
}
