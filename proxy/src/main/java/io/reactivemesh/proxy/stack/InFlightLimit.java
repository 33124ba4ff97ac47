package io.reactivemesh.proxy.stack;

/**
 * Sheds load: refuses a call when too many are in flight.
 *
 * <p>Counts until the call has ended, bodies included, so that slow bodies are load too.
 *
 * @param <C> the kind of call
 */
public final class InFlightLimit<C extends Call> implements Layer<C>, Measurement.Completion {

    private final int maxInFlight;
    private int inFlight;

    private InFlightLimit(int maxInFlight) {
        this.maxInFlight = maxInFlight;
    }

    /** The layer that lets at most {@code maxInFlight} calls through at a time, over all services that it is put on. */
    public static <C extends Call> Layer<C> of(int maxInFlight) {
        return new InFlightLimit<>(maxInFlight);
    }

    @Override
    public Service<C> over(Service<C> below) {
        return call -> {
            if (inFlight >= maxInFlight) {
                call.refuse(Refusal.UNAVAILABLE);
                return;
            }
            inFlight++;
            call.measurement().onCompletion(this);
            below.call(call);
        };
    }

    @Override
    public void completed() {
        inFlight--;
    }
}
