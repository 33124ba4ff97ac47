package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Judges a connection by its first bytes. One for each connection; event loop only.
 *
 * @param <V> its verdicts
 */
interface Detector<V> {

    /**
     * Looks at everything that has come, without consuming it.
     *
     * @param received from the first byte on; grows from call to call
     * @return the verdict, or null when it takes more bytes
     */
    @Nullable
    V judge(ByteBuf received);

    /** The verdict when nothing more has come for too long. */
    V timedOut();

    /**
     * The verdict when the client has ended its stream.
     *
     * @param silent whether it ended without a byte
     * @return null when there is nothing left to be done but to close the connection
     */
    @Nullable
    V ended(boolean silent);

    /** The verdict when the connection has gone: there is nobody left to act on it for. */
    V gone();
}
