package io.reactivemesh.proxy.stack;

import io.reactivemesh.proxy.balance.FailureAccrual.Trip;
import java.time.Duration;

/** Told when an endpoint is left alone and when it is back. Event loop only. */
public interface BreakerObserver {

    /** Nobody is told. */
    BreakerObserver NOBODY = new BreakerObserver() {
        @Override
        public void shut(Trip reason, Duration pause) {
            // Nobody is told.
        }

        @Override
        public void opened() {
            // Nobody is told.
        }
    };

    /** The endpoint has failed too often, or failed its probe: it gets no calls for that long. */
    void shut(Trip reason, Duration pause);

    /** A probe has succeeded: it gets calls again. */
    void opened();
}
