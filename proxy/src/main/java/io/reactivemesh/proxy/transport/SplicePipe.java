package io.reactivemesh.proxy.transport;

import io.netty.channel.epoll.Native;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;

/**
 * One direction of a spliced relay: from a socket into a pipe, and out of the pipe into the other socket, without a byte entering
 * this process (splice(2)).
 *
 * <pre>
 *              source is empty                 pipe is filled
 *   ┌─ SOURCE ◄──────────────── (moving) ────────────────────► DESTINATION ─┐  the destination takes no more
 *   └──── readable ────────────►   │   ◄──────────── writable ─────────────-┘
 *                                  └── the source has ended, the pipe is empty ──► ENDED
 * </pre>
 *
 * The pipe is filled only when it is empty. So an empty source can be told from a full pipe, although both answer with nothing.
 * Event loop only.
 */
final class SplicePipe implements AutoCloseable {

    /** What the direction waits for. */
    enum Wait {
        /** Bytes at the source. */
        SOURCE,
        /** Room at the destination. */
        DESTINATION,
        /** Its next turn: it has moved as much as one turn may. */
        TURN,
        /** Nothing any more. */
        ENDED
    }

    /** As much as a pipe holds (pipe(7)). */
    private static final int PIPE_BYTES = 64 * 1024;

    /** One turn's work, so that other connections of the loop get theirs. */
    private static final int TURN_BYTES = 1024 * 1024;

    private static final int NO_OFFSET = -1;

    private final int source;
    private final int destination;
    private final FileDescriptor out;
    private final FileDescriptor in;
    private int held;
    private int received;
    private int sent;
    private boolean sourceEnds;
    private Wait waits = Wait.SOURCE;

    /**
     * Opens the pipe.
     *
     * @param source a non-blocking stream socket
     * @param destination likewise
     */
    SplicePipe(FileDescriptor source, FileDescriptor destination) throws IOException {
        this.source = source.intValue();
        this.destination = destination.intValue();
        FileDescriptor[] pipe = FileDescriptor.pipe();
        this.out = pipe[0];
        this.in = pipe[1];
    }

    Wait waits() {
        return waits;
    }

    /** The source will send no more than what has arrived. */
    void sourceEnds() {
        sourceEnds = true;
    }

    /**
     * Moves what can be moved now.
     *
     * @throws IOException when one of the sockets is broken
     */
    Wait move() throws IOException {
        received = 0;
        sent = 0;
        if (waits != Wait.ENDED) {
            waits = turn();
        }
        return waits;
    }

    private Wait turn() throws IOException {
        while (sent < TURN_BYTES) {
            if (held == 0) {
                int filled = Native.splice(source, NO_OFFSET, in.intValue(), NO_OFFSET, PIPE_BYTES);
                if (filled <= 0) {
                    return sourceEnds ? Wait.ENDED : Wait.SOURCE;
                }
                held = filled;
                received += filled;
            }
            int emptied = Native.splice(out.intValue(), NO_OFFSET, destination, NO_OFFSET, held);
            if (emptied <= 0) {
                return Wait.DESTINATION;
            }
            held -= emptied;
            sent += emptied;
        }
        return held == 0 ? Wait.TURN : Wait.DESTINATION;
    }

    /** Bytes that the last {@link #move} has taken from the source. */
    int received() {
        return received;
    }

    /** Bytes that the last {@link #move} has given to the destination. */
    int sent() {
        return sent;
    }

    @Override
    public void close() throws IOException {
        try {
            in.close();
        } finally {
            out.close();
        }
    }
}
