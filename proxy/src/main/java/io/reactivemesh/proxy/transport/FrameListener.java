package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;

/**
 * Told of the frames that a {@link FrameReader} has found to be well-formed. Whatever answers an {@code int} answers
 * {@link Http2Error#NO_ERROR}, or the error that ends the connection.
 */
interface FrameListener {

    /**
     * A whole header block.
     *
     * @param end whether the stream ends with it
     * @param bytes valid during the call
     */
    int headers(int stream, boolean end, byte[] bytes, int from, int to);

    /**
     * Some bytes of a body; a frame may come in several parts.
     *
     * @param in holds the bytes from index {@code from} on; owned by the reader
     * @param length how many there are, 0 is possible
     * @param flow what they count in windows, padding included
     * @param end whether the stream ends with them
     */
    int data(int stream, ByteBuf in, int from, int length, int flow, boolean end);

    int reset(int stream, int code);

    /** One setting; {@link #settingsEnd} follows the last. */
    int setting(int id, int value);

    int settingsEnd();

    int ping(long payload);

    int pong(long payload);

    int goAway(int lastStream, int code);

    /**
     * More may be sent.
     *
     * @param stream 0 = the connection
     * @param increment not negative
     */
    int windowUpdate(int stream, int increment);

    /** A frame about one stream is wrong in a way that concerns only that stream. */
    int streamError(int stream, int code);
}
