package io.reactivemesh.proxy.stack;

import io.reactivemesh.proxy.balance.Breaker;
import io.reactivemesh.proxy.balance.FailureAccrual.Result;

/**
 * Stands before an endpoint: open while the endpoint itself and its {@link Breaker} are, and tells the breaker how the calls went that
 * it let through. Event loop only.
 *
 * @param <C> the kind of call
 */
public final class BreakerGate<C extends Call> implements Service<C>, Gate, Judge {

    private final Service<C> below;
    private final Gate endpoint;
    private final Breaker breaker;
    private final FailFast.Timer timer;
    private final BreakerObserver observer;
    private Runnable onChange = () -> {};
    private Runnable cancelTimer = () -> {};

    /**
     * Creates the gate.
     *
     * @param endpoint the endpoint's own gate, whose listener this becomes
     */
    public BreakerGate(
            Service<C> below, Gate endpoint, Breaker breaker, FailFast.Timer timer, BreakerObserver observer) {
        this.below = below;
        this.endpoint = endpoint;
        this.breaker = breaker;
        this.timer = timer;
        this.observer = observer;
        endpoint.onChange(() -> onChange.run());
    }

    @Override
    public boolean isOpen() {
        return breaker.admits() && endpoint.isOpen();
    }

    @Override
    public void onChange(Runnable listener) {
        onChange = listener;
    }

    @Override
    public void call(C call) {
        call.measurement().judgedBy(this, breaker.admit());
        if (!breaker.admits()) {
            onChange.run();
        }
        below.call(call);
    }

    @Override
    public void judge(long ticket, Result result, long retryAfterNanos) {
        Breaker.State before = breaker.state();
        breaker.judge(ticket, result, retryAfterNanos);
        changed(before);
    }

    @Override
    public void forget(long ticket) {
        Breaker.State before = breaker.state();
        breaker.forget(ticket);
        changed(before);
    }

    private void changed(Breaker.State before) {
        Breaker.State now = breaker.state();
        if (now == before) {
            return;
        }
        if (now == Breaker.State.SHUT) {
            observer.shut(breaker.reason(), breaker.pause());
            cancelTimer = timer.schedule(this::tryAgain, breaker.pause());
        } else if (now == Breaker.State.OPEN) {
            observer.opened();
        }
        onChange.run();
    }

    private void tryAgain() {
        breaker.tryAgain();
        onChange.run();
    }

    /** Stops its timer; for an endpoint that has been removed. */
    public void close() {
        cancelTimer.run();
    }
}
