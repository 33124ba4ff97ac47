package io.reactivemesh.proxy.control;

import io.reactivemesh.proxy.admin.BalancerCells;
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
    BalancerCells balancing();

    /** A call was made. */
    CallObserver called();

    /** What happens to one call. */
    interface CallObserver {

        /** A message has come. */
        void answered();

        /** The call has ended. */
        void ended(GrpcStatus status);
    }
}
