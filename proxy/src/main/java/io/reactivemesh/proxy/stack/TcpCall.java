package io.reactivemesh.proxy.stack;

/** An accepted connection whose bytes are relayed untouched, on its way to an endpoint. */
public interface TcpCall extends Call {

    /** Told once how a connection has ended. */
    @FunctionalInterface
    interface Ended {

        /**
         * The connection has gone.
         *
         * @param refused whether it ended because there was nobody to relay to
         */
        void ended(boolean refused);
    }

    /** Says who wants to know when the connection has ended. */
    void whenEnded(Ended listener);
}
