package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.stack.Call;
import io.reactivemesh.proxy.stack.Service;
import java.util.function.BooleanSupplier;

/**
 * One place that a destination's traffic can go to.
 *
 * @param service takes its calls
 * @param available false while its gate is shut: a distribution passes it over
 * @param close gives it up
 * @param <C> the kind of call
 */
record Backend<C extends Call>(Service<C> service, BooleanSupplier available, Runnable close) {

    /** This backend behind a layer that counts what is sent to it. */
    Backend<C> measured(Measured<C> meter) {
        return new Backend<>(meter.layer().over(service), available, () -> {
            close.run();
            meter.release().run();
        });
    }
}
