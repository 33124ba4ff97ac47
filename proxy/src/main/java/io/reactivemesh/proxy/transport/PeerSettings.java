package io.reactivemesh.proxy.transport;

/** What the peer of an HTTP/2 connection has said that it takes (RFC 9113 section 6.5.2). Event loop only. */
final class PeerSettings {

    private int maxStreams;
    private int streamWindow = Frames.DEFAULT_WINDOW_BYTES;
    private int payloadBytes = Frames.DEFAULT_PAYLOAD_BYTES;

    /**
     * Creates the settings of a peer that has not said anything.
     *
     * @param maxStreams how many streams to open until it has
     */
    PeerSettings(int maxStreams) {
        this.maxStreams = maxStreams;
    }

    /** Takes note of a setting. Returns {@link Http2Error#NO_ERROR}, or the error that ends the connection. */
    int apply(int id, int value) {
        switch (id) {
            case Frames.ENABLE_PUSH -> {
                return value == 0 || value == 1 ? Http2Error.NO_ERROR : Http2Error.PROTOCOL_ERROR;
            }
            case Frames.MAX_CONCURRENT_STREAMS -> maxStreams = value < 0 ? Integer.MAX_VALUE : value;
            case Frames.INITIAL_WINDOW_SIZE -> {
                if (value < 0) {
                    return Http2Error.FLOW_CONTROL_ERROR;
                }
                streamWindow = value;
            }
            case Frames.MAX_FRAME_SIZE -> {
                if (value < Frames.DEFAULT_PAYLOAD_BYTES || value > Frames.MAX_PAYLOAD_BYTES) {
                    return Http2Error.PROTOCOL_ERROR;
                }
                payloadBytes = value;
            }
            default -> {
                // What is not known is to be ignored.
            }
        }
        return Http2Error.NO_ERROR;
    }

    /** How many streams may be open at a time that we have opened. */
    int maxStreams() {
        return maxStreams;
    }

    /** How many bytes may be sent ahead on a new stream. */
    int streamWindow() {
        return streamWindow;
    }

    /** How long a frame's payload may be. */
    int payloadBytes() {
        return payloadBytes;
    }
}
