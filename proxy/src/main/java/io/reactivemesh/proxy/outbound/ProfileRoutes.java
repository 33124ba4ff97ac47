package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.balance.RetryBudget;
import io.reactivemesh.proxy.control.ProfileRoute;
import io.reactivemesh.proxy.control.Spread;
import io.reactivemesh.proxy.outbound.LogicalService.Built;
import io.reactivemesh.proxy.route.Filters;
import io.reactivemesh.proxy.route.RequestCondition;
import io.reactivemesh.proxy.route.Requested;
import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.Resilience;
import io.reactivemesh.proxy.stack.ResilienceLayer;
import io.reactivemesh.proxy.stack.RetryObserver;
import io.reactivemesh.proxy.stack.RetryPolicy;
import io.reactivemesh.proxy.stack.RouteTimeouts;
import io.reactivemesh.proxy.stack.Service;
import io.reactivemesh.proxy.transport.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The way of requests through the routes of a service profile:
 *
 * <pre>
 *   first route whose condition holds → timeout, budgeted retries → distribution → backend
 * </pre>
 *
 * Event loop only.
 */
final class ProfileRoutes implements LogicalService.Builder<HttpTarget.Profiled, HttpCall> {

    private record Way(RequestCondition condition, Service<HttpCall> service) {}

    private final Loop loop;
    private final RandomGenerator random;

    /** Creates a builder; {@code random} draws among backends. */
    ProfileRoutes(Loop loop, RandomGenerator random) {
        this.loop = loop;
        this.random = random;
    }

    @Override
    public Built<HttpCall> build(HttpTarget.Profiled target, Backends<HttpCall> backends) {
        List<Distribution.Weighted<HttpCall>> weighted = new ArrayList<>();
        for (Spread.Share<Filters> share : target.backends().shares()) {
            weighted.add(
                    new Distribution.Weighted<>(backends.get(target.parent(), share.backend(), null), share.weight()));
        }
        Distribution<HttpCall> distribution =
                new Distribution<>(target.backends().pick(), weighted, random);
        RetryBudget budget = target.budget() == null ? null : new RetryBudget(target.budget(), loop.clock());
        List<Way> ways = target.routes().stream()
                .map(route -> new Way(
                        route.condition(), layer(route, distribution, budget).over(distribution)))
                .toList();
        return new Built<>(call -> way(ways, call, distribution).call(call), () -> {});
    }

    private ResilienceLayer layer(
            ProfileRoute route, Distribution<HttpCall> distribution, @Nullable RetryBudget budget) {
        RouteTimeouts timeouts =
                route.timeout() == null ? RouteTimeouts.NONE : RouteTimeouts.ofProfile(route.timeout());
        RetryPolicy retry = route.retryable() && budget != null ? RetryPolicy.ofProfile(route.classes()) : null;
        return new ResilienceLayer(
                new Resilience(timeouts, retry, false),
                new ResilienceLayer.Surroundings(
                        distribution::available, budget, loop, loop.clock(), random, _ -> RetryObserver.NOBODY));
    }

    private static Service<HttpCall> way(List<Way> ways, HttpCall call, Service<HttpCall> otherwise) {
        Requested requested = new Requested(call.request());
        for (Way way : ways) {
            if (way.condition().matches(requested)) {
                return way.service();
            }
        }
        return otherwise;
    }
}
