package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;

/**
 * The one array in which an event loop looks at heads: parsing an array is several times quicker than parsing a buffer.
 *
 * <p>Valid until the next {@link #copy} on the same loop.
 */
final class Scratch {

    private byte[] bytes = new byte[4096];

    /** Copies {@code length} bytes from index {@code from} on; the result may be longer. */
    byte[] copy(ByteBuf source, int from, int length) {
        if (length > bytes.length) {
            bytes = new byte[Math.max(length, bytes.length * 2)];
        }
        source.getBytes(from, bytes, 0, length);
        return bytes;
    }
}
