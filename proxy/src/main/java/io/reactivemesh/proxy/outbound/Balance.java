package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.balance.Balancer;
import io.reactivemesh.proxy.control.EndpointListener;
import io.reactivemesh.proxy.control.ProxyEndpoint;
import io.reactivemesh.proxy.stack.Call;
import io.reactivemesh.proxy.stack.FailFast;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Sends each call to the better of two random endpoints, and follows discovery while it does.
 *
 * <p>A removed endpoint gets no further call at once; what it is doing it finishes. Event loop only.
 *
 * @param <C> the kind of call
 */
final class Balance<C extends Call> implements FailFast.Gated<C>, EndpointListener {

    private final Balancer<EndpointStack<C>> balancer;
    private final Function<ProxyEndpoint, EndpointStack<C>> build;
    private final BalancerMeters meters;
    private final Map<InetSocketAddress, EndpointStack<C>> endpoints = new HashMap<>();
    private Runnable onReady = () -> {};

    /**
     * Creates a balancer without endpoints.
     *
     * @param build the stack of an endpoint that discovery has announced
     */
    Balance(
            Balancer<EndpointStack<C>> balancer,
            Function<ProxyEndpoint, EndpointStack<C>> build,
            BalancerMeters meters) {
        this.balancer = balancer;
        this.build = build;
        this.meters = meters;
    }

    /** Names whom to tell when there are endpoints. */
    void onReady(Runnable listener) {
        onReady = listener;
    }

    @Override
    public boolean ready() {
        return balancer.size() > 0;
    }

    @Override
    public void call(C call) {
        Balancer.Entry<EndpointStack<C>> chosen = balancer.pick();
        if (chosen == null) {
            throw new IllegalStateException("balancer: empty (expected: asked whether it is ready)");
        }
        call.measurement().balanced(chosen);
        chosen.endpoint().service().call(call);
    }

    @Override
    public void endpoints(List<ProxyEndpoint> addedOrChanged, List<InetSocketAddress> removed, boolean exists) {
        removed.forEach(this::remove);
        for (ProxyEndpoint endpoint : addedOrChanged) {
            remove(endpoint.address());
            EndpointStack<C> stack = build.apply(endpoint);
            endpoints.put(endpoint.address(), stack);
            Balancer.Entry<EndpointStack<C>> entry = balancer.add(endpoint.address(), stack, endpoint.weight());
            stack.gate().onChange(() -> {
                choosable(entry);
                showStates();
                onReady.run();
            });
            choosable(entry);
        }
        showStates();
        meters.updated(endpoints.size(), !addedOrChanged.isEmpty(), !removed.isEmpty());
        if (!addedOrChanged.isEmpty()) {
            onReady.run();
        }
    }

    /** An endpoint is chosen only while its gate is open. */
    private void choosable(Balancer.Entry<EndpointStack<C>> entry) {
        if (entry.endpoint().gate().isOpen()) {
            balancer.resume(entry);
        } else {
            balancer.suspend(entry);
        }
    }

    private void showStates() {
        meters.states(balancer.size(), endpoints.size() - balancer.size());
    }

    private void remove(InetSocketAddress address) {
        EndpointStack<C> gone = endpoints.remove(address);
        if (gone != null) {
            var _ = balancer.remove(address);
            gone.close().run();
        }
    }

    void close() {
        List.copyOf(endpoints.keySet()).forEach(this::remove);
        meters.release();
    }
}
