package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.stack.Call;
import io.reactivemesh.proxy.stack.Refusal;
import io.reactivemesh.proxy.stack.Service;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Spreads calls over backends by weight, among those that are available; sheds when none is. Event loop only.
 *
 * @param <C> the kind of call
 */
final class Distribution<C extends Call> implements Service<C> {

    /** A backend and its share. */
    record Weighted<C extends Call>(Backend<C> backend, int weight) {}

    private final List<Weighted<C>> backends;
    private final RandomGenerator random;

    Distribution(List<Weighted<C>> backends, RandomGenerator random) {
        this.backends = List.copyOf(backends);
        this.random = random;
    }

    @Override
    public void call(C call) {
        long total = 0;
        for (Weighted<C> each : backends) {
            total += weight(each);
        }
        if (total == 0) {
            call.refuse(Refusal.UNAVAILABLE);
            return;
        }
        long ticket = random.nextLong(total);
        for (Weighted<C> each : backends) {
            ticket -= weight(each);
            if (ticket < 0) {
                each.backend().service().call(call);
                return;
            }
        }
    }

    private static <C extends Call> int weight(Weighted<C> weighted) {
        return weighted.backend().available().getAsBoolean() ? weighted.weight() : 0;
    }
}
