package io.reactivemesh.proxy.stack;

import org.jspecify.annotations.Nullable;

/** An accepted connection whose bytes are relayed untouched, on its way to an endpoint. */
public interface TcpCall extends Call {

    /** Told once how a connection has ended. */
    @FunctionalInterface
    interface Ended {

        /**
         * The connection has gone.
         *
         * @param refusal why it was not relayed; null when it was
         */
        void ended(@Nullable Refusal refusal);
    }

    /** The server name that its TLS hello asks for, in small letters; null when nobody has looked. */
    @Nullable
    String serverName();

    /** Says who wants to know when the connection has ended. */
    void whenEnded(Ended listener);
}
