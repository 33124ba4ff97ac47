package io.reactivemesh.proxy.stack;

import io.reactivemesh.proxy.balance.RetryBudget;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the timeouts and makes the retries of a route. Stands above its filters and backends, so that each attempt finds its own, and
 * below its meters, which see one request.
 *
 * <p>A route that asks for neither costs its requests nothing. Event loop only.
 */
public final class ResilienceLayer implements Layer<HttpCall> {

    /**
     * What the attempts of a route share.
     *
     * @param available whether an attempt would find somebody to go to; a retry that would not is not made
     * @param budget what retries are paid from; null = whatever there are
     * @param timer starts timeouts and waits
     * @param clock of the event loop
     * @param random draws the jitter of waits
     * @param observers who is told of the retries of a request
     */
    public record Surroundings(
            BooleanSupplier available,
            @Nullable RetryBudget budget,
            FailFast.Timer timer,
            LoopClock clock,
            RandomGenerator random,
            Function<HttpCall, RetryObserver> observers) {}

    private final Resilience route;
    private final Surroundings surroundings;

    /** Creates the layer of one route. */
    public ResilienceLayer(Resilience route, Surroundings surroundings) {
        this.route = route;
        this.surroundings = surroundings;
    }

    @Override
    public Service<HttpCall> over(Service<HttpCall> below) {
        if (route.clientsMayChange()) {
            return call -> {
                if (ResilienceHeaders.areIn(call.request())) {
                    send(call, ResilienceHeaders.override(route, call.request()), unasked(below));
                } else {
                    send(call, route, below);
                }
            };
        }
        return route.isNone() ? below : call -> send(call, route, below);
    }

    /** What the client asks of the proxy is not the endpoint's business. */
    private static Service<HttpCall> unasked(Service<HttpCall> below) {
        return call -> {
            call.edits().request(ResilienceHeaders.REMOVAL);
            below.call(call);
        };
    }

    private void send(HttpCall call, Resilience wanted, Service<HttpCall> below) {
        if (wanted.isNone()) {
            below.call(call);
        } else {
            new Attempts(wanted, surroundings, below).begin(call);
        }
    }
}
