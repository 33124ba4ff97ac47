package io.reactivemesh.proxy.control;

import io.grpc.Status;

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

    /** A call was made. */
    CallObserver called();

    /** What happens to one call. */
    interface CallObserver {

        /** A message has come. */
        void answered();

        /** The call has ended. */
        void ended(Status status);
    }
}
