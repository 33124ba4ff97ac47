package io.reactivemesh.proxy.transport;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;

/**
 * Stops and resumes reading from a channel for several reasons at once: it reads while none holds. Event loop only.
 */
final class ReadGate {

    /** The other side does not take more. */
    static final int PEER_FULL = 1;

    /** A request's body is waiting for its endpoint. */
    static final int NO_ENDPOINT = 1 << 1;

    /** Requests were pipelined behind one that is being answered. */
    static final int PIPELINED = 1 << 2;

    /** What has been written for this peer is not being read by it. */
    static final int BACKLOG = 1 << 3;

    /** The connection is about to be handed to the kernel. */
    static final int SPLICING = 1 << 4;

    private final Channel channel;
    private int reasons;

    ReadGate(Channel channel) {
        this.channel = channel;
    }

    /** Pauses for a reason, or resumes. */
    void set(int reason, boolean paused) {
        if (paused) {
            pause(reason);
        } else {
            resume(reason);
        }
    }

    void pause(int reason) {
        if (reasons == 0) {
            channel.config().setAutoRead(false);
        }
        reasons |= reason;
    }

    void resume(int reason) {
        if (reasons != 0) {
            reasons &= ~reason;
            // Asking for more where the peer has ended its stream fails, and would take the other direction down too.
            if (reasons == 0 && !(channel instanceof DuplexChannel duplex && duplex.isInputShutdown())) {
                channel.config().setAutoRead(true);
            }
        }
    }
}
