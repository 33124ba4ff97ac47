package io.reactivemesh.proxy.control;

import io.reactivemesh.proxy.grpc.GrpcStatus;

/** What happens between this proxy and one service of the control plane. Called on the control loop. */
interface ControlObserver {

    /**
     * A connection is up.
     *
     * @param again whether there was one before
     */
    void connected(boolean again);

    /** The connection is gone; last good answers stay in use. */
    void lost();

    /** Who is told of the balancer and its queue. */
    Balancing balancing();

    /** A call was made. */
    CallObserver called();

    /** What happens to one call. */
    interface CallObserver {

        /** A message has come. */
        void answered();

        /** The call has ended. */
        void ended(GrpcStatus status);
    }

    /** What happens between a call and the instance that it goes to. */
    interface Balancing {

        /**
         * The instances of the service have changed.
         *
         * @param count how many there are now
         */
        void endpoints(int count, boolean added, boolean removed);

        /** A request has come, to wait for a connection or not. */
        void requested();

        /** So many requests wait for a connection now. */
        void waiting(int requests);

        /**
         * A request was sent.
         *
         * @param waited nanoseconds; 0 when there was a connection
         */
        void passed(long waited);
    }
}
