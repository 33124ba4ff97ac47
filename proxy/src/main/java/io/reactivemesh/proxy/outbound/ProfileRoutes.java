package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.balance.RetryBudget;
import io.reactivemesh.proxy.control.ProfileRoute;
import io.reactivemesh.proxy.control.Spread;
import io.reactivemesh.proxy.outbound.LogicalService.Built;
import io.reactivemesh.proxy.route.Filters;
import io.reactivemesh.proxy.route.RequestCondition;
import io.reactivemesh.proxy.route.Requested;
import io.reactivemesh.proxy.route.ResponseClasses;
import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.Resilience;
import io.reactivemesh.proxy.stack.ResilienceLayer;
import io.reactivemesh.proxy.stack.RetryPolicy;
import io.reactivemesh.proxy.stack.RouteTimeouts;
import io.reactivemesh.proxy.stack.Service;
import io.reactivemesh.proxy.stack.Stack;
import io.reactivemesh.proxy.transport.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The way of requests through the routes of a service profile:
 *
 * <pre>
 *   first route whose condition holds → route's meters → timeout, budgeted retries → attempts' meters → distribution → backend
 * </pre>
 *
 * Event loop only.
 */
final class ProfileRoutes implements LogicalService.Builder<HttpTarget.Profiled, HttpCall> {

    private record Way(RequestCondition condition, Service<HttpCall> service) {}

    private static final ResponseClasses DEFAULT_CLASSES = new ResponseClasses(List.of());

    private final OutboundMeters meters;
    private final Loop loop;
    private final RandomGenerator random;

    /** Creates a builder; {@code random} draws among backends. */
    ProfileRoutes(OutboundMeters meters, Loop loop, RandomGenerator random) {
        this.meters = meters;
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
        List<ProfileRouteMeters> counted = new ArrayList<>();
        List<Way> ways = new ArrayList<>();
        for (ProfileRoute route : target.routes()) {
            ProfileRouteMeters of = meters.profileRoute(target.destination(), route.labels(), route.classes());
            counted.add(of);
            ways.add(new Way(
                    route.condition(),
                    Stack.top(of.requests())
                            // Below the meter of requests, above that of attempts.
                            .then(resilience(route, of, distribution, budget))
                            .then(of.attempts())
                            .on(distribution)));
        }
        ProfileRouteMeters none = meters.profileRoute(target.destination(), Map.of(), DEFAULT_CLASSES);
        counted.add(none);
        Service<HttpCall> otherwise =
                Stack.top(none.requests()).then(none.attempts()).on(distribution);
        return new Built<>(
                call -> way(ways, call, otherwise).call(call), () -> counted.forEach(ProfileRouteMeters::release));
    }

    private ResilienceLayer resilience(
            ProfileRoute route,
            ProfileRouteMeters observer,
            Distribution<HttpCall> distribution,
            @Nullable RetryBudget budget) {
        RouteTimeouts timeouts =
                route.timeout() == null ? RouteTimeouts.NONE : RouteTimeouts.ofProfile(route.timeout());
        RetryPolicy retry = route.retryable() && budget != null ? RetryPolicy.ofProfile(route.classes()) : null;
        return new ResilienceLayer(
                new Resilience(timeouts, retry, false),
                new ResilienceLayer.Surroundings(
                        distribution::available, budget, loop, loop.clock(), random, _ -> observer));
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
