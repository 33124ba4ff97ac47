package io.reactivemesh.proxy.transport;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Tells HTTP from other protocols; see {@link Protocol}. */
final class HttpDetector implements Detector<Protocol> {

    @Override
    public @Nullable Protocol judge(ByteBuf received) {
        return Protocol.of(received);
    }

    @Override
    public Protocol timedOut() {
        return Protocol.READ_TIMEOUT;
    }

    @Override
    public @Nullable Protocol ended(boolean silent) {
        return silent ? null : Protocol.NOT_HTTP;
    }

    @Override
    public Protocol gone() {
        return Protocol.ERROR;
    }
}
