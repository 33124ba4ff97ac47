package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.control.ResourceRef;
import io.reactivemesh.proxy.control.Spread;
import io.reactivemesh.proxy.control.TcpRule;
import io.reactivemesh.proxy.outbound.LogicalService.Built;
import io.reactivemesh.proxy.route.NameRouter;
import io.reactivemesh.proxy.route.NameRouter.NamedRoute;
import io.reactivemesh.proxy.stack.Refusal;
import io.reactivemesh.proxy.stack.Service;
import io.reactivemesh.proxy.stack.Stack;
import io.reactivemesh.proxy.stack.TcpCall;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The way of relayed connections from the top of a destination to its backends:
 *
 * <pre>
 *   { router by server name } → route's meters → route's filters → distribution → backend's filters → backend
 * </pre>
 *
 * Event loop only.
 */
final class TcpRoutes implements LogicalService.Builder<TcpTarget, TcpCall> {

    private final OutboundMeters meters;
    private final RandomGenerator random;
    private final @Nullable InetSocketAddress original;

    /**
     * Creates the builder for one destination.
     *
     * @param random draws among backends
     * @param original its address; null when only a name is known
     */
    TcpRoutes(OutboundMeters meters, RandomGenerator random, @Nullable InetSocketAddress original) {
        this.meters = meters;
        this.random = random;
        this.original = original;
    }

    @Override
    public Built<TcpCall> build(TcpTarget target, Backends<TcpCall> backends) {
        List<Runnable> releases = new ArrayList<>();
        Service<TcpCall> service = switch (target) {
            case TcpTarget.Routed(ResourceRef parent, TcpRule rule) -> {
                Measured<TcpCall> measured = meters.tcpRoute(parent, rule.route(), original);
                releases.add(measured.release());
                yield Stack.top(measured.layer()).on(route(parent, rule, backends));
            }
            case TcpTarget.Named(ResourceRef parent, List<NamedRoute<TcpRule>> routes) ->
                byName(new NameRouter<>(routes.stream()
                        .map(route ->
                                new NamedRoute<>(route.names(), named(parent, route.leadsTo(), backends, releases)))
                        .toList()));
            case TcpTarget.Failing(ResourceRef _, Refusal refusal) -> call -> call.refuse(refusal);
        };
        return new Built<>(service, () -> releases.forEach(Runnable::run));
    }

    private static Service<TcpCall> byName(NameRouter<Service<TcpCall>> router) {
        return call -> {
            String name = call.serverName();
            Service<TcpCall> found = name == null ? null : router.find(name);
            if (found == null) {
                call.refuse(Refusal.NO_ROUTE);
            } else {
                found.call(call);
            }
        };
    }

    private Service<TcpCall> named(
            ResourceRef parent, TcpRule rule, Backends<TcpCall> backends, List<Runnable> releases) {
        Measured<TcpCall> measured = meters.tlsRoute(parent, rule.route(), original);
        releases.add(measured.release());
        return Stack.top(measured.layer()).on(route(parent, rule, backends));
    }

    private Service<TcpCall> route(ResourceRef parent, TcpRule rule, Backends<TcpCall> backends) {
        List<Distribution.Weighted<TcpCall>> weighted = new ArrayList<>();
        for (Spread.Share<List<TcpRule.Filter>> share : rule.backends().shares()) {
            Backend<TcpCall> backend = backends.get(parent, share.backend(), null);
            weighted.add(new Distribution.Weighted<>(
                    backend.under(Stack.top(Filtering.connections(share.filters()))), share.weight()));
        }
        return Stack.top(Filtering.connections(rule.filters()))
                .on(new Distribution<>(rule.backends().pick(), weighted, random));
    }
}
