package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import io.reactivemesh.proxy.hpack.FieldSection;

/**
 * One end of an exchange in HTTP/2 terms: takes the body that comes from the other end, says how much of it has gone on, and can be told
 * that there will be no more. Both ends are on the same event loop.
 *
 * <pre>
 *   client ── connection ── [stream] ◄──── data, trailers, taken, reset ────► [stream] ── connection ── endpoint
 * </pre>
 */
interface StreamEnd {

    /**
     * Body bytes for the peer of this end. What is not sent at once is held; the other end hears of it through {@link #taken}.
     *
     * @param in holds the bytes from index {@code from} on; stays the caller's
     * @param end whether these are the last
     */
    void data(ByteBuf in, int from, int length, boolean end);

    /** The end of the body, with trailers. */
    void trailers(FieldSection trailers);

    /** Bytes that this end has passed on have left at the other: its peer may send as many again. */
    void taken(int bytes);

    /**
     * The other end has failed or gone: nothing more comes from it, and nothing is wanted.
     *
     * @param code an {@link Http2Error} for the peer of this end
     */
    void reset(int code);

    /** The other end has finished properly and takes no more calls; what this end still holds it sends. */
    void detach();
}
