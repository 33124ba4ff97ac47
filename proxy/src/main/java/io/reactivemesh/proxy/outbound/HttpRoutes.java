package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.balance.FailureAccrual;
import io.reactivemesh.proxy.control.HttpRule;
import io.reactivemesh.proxy.control.ResourceRef;
import io.reactivemesh.proxy.control.Spread;
import io.reactivemesh.proxy.outbound.LogicalService.Built;
import io.reactivemesh.proxy.route.Filters;
import io.reactivemesh.proxy.route.RequestMatch;
import io.reactivemesh.proxy.route.Route;
import io.reactivemesh.proxy.route.Router;
import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.Layer;
import io.reactivemesh.proxy.stack.Refusal;
import io.reactivemesh.proxy.stack.ResilienceLayer;
import io.reactivemesh.proxy.stack.RetryObserver;
import io.reactivemesh.proxy.stack.Service;
import io.reactivemesh.proxy.stack.Stack;
import io.reactivemesh.proxy.transport.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The way of requests from the top of a destination to its backends:
 *
 * <pre>
 *   router → route's meters → timeouts, retries → route's filters → distribution → backend's meters → backend's filters → backend
 * </pre>
 *
 * Event loop only.
 */
final class HttpRoutes implements LogicalService.Builder<HttpTarget, HttpCall> {

    private final OutboundMeters meters;
    private final Loop loop;
    private final RandomGenerator random;

    /** Creates a builder; {@code random} draws among backends, and decides which requests fail. */
    HttpRoutes(OutboundMeters meters, Loop loop, RandomGenerator random) {
        this.meters = meters;
        this.loop = loop;
        this.random = random;
    }

    @Override
    public Built<HttpCall> build(HttpTarget target, Backends<HttpCall> backends) {
        return switch (target) {
            case HttpTarget.Routed routed ->
                new Building(routed.parent(), routed.accrual(), backends).routed(routed.routes());
            case HttpTarget.Profiled profiled -> new ProfileRoutes(meters, loop, random).build(profiled, backends);
            case HttpTarget.Failing(ResourceRef _, Refusal refusal) ->
                new Built<>(call -> call.refuse(refusal), () -> {});
        };
    }

    /** One target being built: what it needs to be given up later. */
    private final class Building {

        private final ResourceRef parent;
        private final @Nullable FailureAccrual accrual;
        private final Backends<HttpCall> backends;
        private final List<Runnable> releases = new ArrayList<>();

        Building(ResourceRef parent, @Nullable FailureAccrual accrual, Backends<HttpCall> backends) {
            this.parent = parent;
            this.accrual = accrual;
            this.backends = backends;
        }

        Built<HttpCall> routed(List<Route<HttpRule>> routes) {
            Router<Service<HttpCall>> router =
                    new Router<>(routes.stream().map(this::route).toList());
            Service<HttpCall> service = call -> {
                Router.Found<Service<HttpCall>> found = router.find(call.request());
                if (found == null) {
                    call.refuse(Refusal.NO_ROUTE);
                } else {
                    found.leadsTo().call(call);
                }
            };
            return new Built<>(service, () -> releases.forEach(Runnable::run));
        }

        private Route<Service<HttpCall>> route(Route<HttpRule> route) {
            List<Route.Rule<Service<HttpCall>>> rules = new ArrayList<>();
            for (Route.Rule<HttpRule> rule : route.rules()) {
                Layer<HttpCall> measured = kept(meters.httpRoute(parent, rule.leadsTo()));
                List<Layer<HttpCall>> shares = rule.leadsTo().backends().shares().stream()
                        .map(share -> kept(meters.httpBackend(
                                parent, rule.leadsTo(), share.backend().resource())))
                        .toList();
                for (RequestMatch by : rule.matches()) {
                    rules.add(new Route.Rule<>(List.of(by), service(rule.leadsTo(), by, measured, shares)));
                }
            }
            return new Route<>(route.hosts(), rules);
        }

        private Service<HttpCall> service(
                HttpRule rule, RequestMatch by, Layer<HttpCall> measured, List<Layer<HttpCall>> measuredShares) {
            List<Distribution.Weighted<HttpCall>> weighted = new ArrayList<>();
            for (int i = 0; i < rule.backends().shares().size(); i++) {
                Spread.Share<Filters> share = rule.backends().shares().get(i);
                Backend<HttpCall> backend = backends.get(parent, share.backend(), accrual);
                weighted.add(new Distribution.Weighted<>(
                        backend.under(
                                // What a filter answers was still this backend's request.
                                Stack.top(measuredShares.get(i))
                                        .then(share.filters().layer(by, random))),
                        share.weight()));
            }
            Distribution<HttpCall> distribution =
                    new Distribution<>(rule.backends().pick(), weighted, random);
            Stack<HttpCall> stack = Stack.top(measured)
                    // Below the meters, which see one request; above the filters, which each attempt meets anew.
                    .then(new ResilienceLayer(rule.resilience(), surroundings(rule, distribution)));
            return stack.then(rule.filters().layer(by, random)).on(distribution);
        }

        private ResilienceLayer.Surroundings surroundings(HttpRule rule, Distribution<HttpCall> distribution) {
            boolean retries =
                    rule.resilience().retry() != null || rule.resilience().clientsMayChange();
            HostnameMeters<RetryMeters> observers = retries ? meters.retries(parent, rule) : null;
            if (observers != null) {
                releases.add(() -> observers.release(RetryMeters::release));
            }
            return new ResilienceLayer.Surroundings(
                    distribution::available,
                    null,
                    loop,
                    loop.clock(),
                    random,
                    observers == null ? _ -> RetryObserver.NOBODY : observers::of);
        }

        private Layer<HttpCall> kept(Measured<HttpCall> measured) {
            releases.add(measured.release());
            return measured.layer();
        }
    }
}
