package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.ProxyConfig;
import io.reactivemesh.proxy.ProxyConfig.Queue;
import io.reactivemesh.proxy.balance.Balancer;
import io.reactivemesh.proxy.balance.Breaker;
import io.reactivemesh.proxy.balance.FailureAccrual;
import io.reactivemesh.proxy.control.BackendPolicy;
import io.reactivemesh.proxy.control.BackendPolicy.Kind;
import io.reactivemesh.proxy.control.Discovery;
import io.reactivemesh.proxy.control.ProxyEndpoint;
import io.reactivemesh.proxy.control.ResourceRef;
import io.reactivemesh.proxy.stack.BreakerGate;
import io.reactivemesh.proxy.stack.BreakerObserver;
import io.reactivemesh.proxy.stack.Call;
import io.reactivemesh.proxy.stack.FailFast;
import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.QueueObserver;
import io.reactivemesh.proxy.stack.Refusal;
import io.reactivemesh.proxy.stack.StackMeter;
import io.reactivemesh.proxy.stack.TcpCall;
import io.reactivemesh.proxy.transport.Loop;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What stands between a route and the endpoints of a backend:
 *
 * <pre>
 *   balanced:  queue → choose → endpoint        forward:  { queue → } endpoint
 * </pre>
 *
 * Event loop only.
 */
final class OutboundBackends {

    /** Endpoints that take less time to connect to are equally near. */
    private static final Duration NEAR = Duration.ofMillis(1);

    private final ProxyConfig config;
    private final Loop loop;
    private final OutboundMeters meters;
    private final Discovery discovery;
    private final RandomGenerator random;
    private final OutboundEndpoints endpoints;

    /** Creates the builder of a loop; {@code random} draws the candidates of balancers. */
    OutboundBackends(
            ProxyConfig config,
            Loop loop,
            OutboundMeters meters,
            Discovery discovery,
            RandomGenerator random,
            OutboundEndpoints endpoints) {
        this.config = config;
        this.loop = loop;
        this.meters = meters;
        this.discovery = discovery;
        this.random = random;
        this.endpoints = endpoints;
    }

    /** A backend of HTTP/1 requests. */
    Backend<HttpCall> http1(
            ResourceRef parent, BackendPolicy policy, @Nullable FailureAccrual accrual, Destination.Key key) {
        return switch (policy.kind()) {
            case Kind.Balanced balanced ->
                balancedHttp(
                        parent,
                        policy,
                        balanced,
                        accrual,
                        endpoint -> endpoints.http1(endpoint, balanced.authority(), key));
            case Kind.Forward(ProxyEndpoint endpoint) ->
                forwarding(endpoints.http1(endpoint, null, key), meters.stack("http", "forward"));
            case Kind.Nothing _ -> Backend.refusing(noDispatcher(policy));
        };
    }

    /** A backend of HTTP/2 requests. */
    Backend<HttpCall> http2(
            ResourceRef parent, BackendPolicy policy, @Nullable FailureAccrual accrual, Destination.Key key) {
        return switch (policy.kind()) {
            case Kind.Balanced balanced ->
                balancedHttp(
                        parent,
                        policy,
                        balanced,
                        accrual,
                        endpoint -> endpoints.http2(endpoint, balanced.authority(), key));
            case Kind.Forward(ProxyEndpoint endpoint) -> queuedForward(policy, endpoints.http2(endpoint, null, key));
            case Kind.Nothing _ -> Backend.refusing(noDispatcher(policy));
        };
    }

    /** A backend of relayed connections. */
    Backend<TcpCall> tcp(RelayKind kind, ResourceRef parent, BackendPolicy policy, Destination.Key key) {
        return switch (policy.kind()) {
            case Kind.Balanced balanced -> {
                BackendPolicy.Queue limits = limits(policy, config.outbound().tcpQueue());
                yield balanced(
                        balanced,
                        new Balancer<>(balanced.load().above(NEAR), loop.clock(), random),
                        endpoint -> endpoints.tcp(kind, endpoint, balanced.authority(), key),
                        meters.tcpBalancer(kind, parent, policy.resource(), balanced.authority(), limits.failfast()),
                        limits,
                        config.outbound().tcpQueue().capacity());
            }
            case Kind.Forward(ProxyEndpoint endpoint) ->
                forwarding(endpoints.tcp(kind, endpoint, null, key), meters.stack(kind.protocol(), "forward"));
            case Kind.Nothing _ -> Backend.refusing(noDispatcher(policy));
        };
    }

    private static Refusal noDispatcher(BackendPolicy policy) {
        return Refusal.NO_DISPATCHER.at("backend " + policy.resource());
    }

    /** What a policy says of a queue is a wish; how much may wait at the utmost is the configuration's to say. */
    private static BackendPolicy.Queue limits(BackendPolicy policy, Queue configured) {
        return policy.queue() == null
                ? new BackendPolicy.Queue(configured.capacity(), configured.failfast())
                : policy.queue();
    }

    private Backend<HttpCall> balancedHttp(
            ResourceRef parent,
            BackendPolicy policy,
            Kind.Balanced of,
            @Nullable FailureAccrual accrual,
            Function<ProxyEndpoint, EndpointStack<HttpCall>> build) {
        BackendPolicy.Queue limits = limits(policy, config.outbound().httpQueue());
        BalancerMeters balancer = meters.httpBalancer(parent, policy.resource(), limits.failfast());
        Balancer<EndpointStack<HttpCall>> choice = new Balancer<>(of.load(), loop.clock(), random);
        return balanced(
                of,
                choice,
                endpoint -> guarded(build.apply(endpoint), accrual, choice::size, balancer.breaker(endpoint.address())),
                balancer,
                limits,
                config.outbound().httpQueue().capacity());
    }

    /** An endpoint that is left alone for a while when it fails too often. */
    private EndpointStack<HttpCall> guarded(
            EndpointStack<HttpCall> endpoint,
            @Nullable FailureAccrual accrual,
            IntSupplier ready,
            BreakerObserver observer) {
        if (accrual == null) {
            return endpoint;
        }
        BreakerGate<HttpCall> gate = new BreakerGate<>(
                endpoint.service(), endpoint.gate(), new Breaker(accrual, ready, loop.clock(), random), loop, observer);
        return new EndpointStack<>(gate, gate, () -> {
            gate.close();
            endpoint.close().run();
        });
    }

    /** A balanced backend: the queue stands above the choice, so that a waiting call takes whichever endpoint comes first. */
    private <C extends Call> Backend<C> balanced(
            Kind.Balanced of,
            Balancer<EndpointStack<C>> balancer,
            Function<ProxyEndpoint, EndpointStack<C>> build,
            BalancerMeters balancerMeters,
            BackendPolicy.Queue limits,
            int capacity) {
        Balance<C> balance = new Balance<>(balancer, build, balancerMeters);
        FailFast<C> queue = queue(balance, limits, capacity, balancerMeters);
        balance.onReady(queue::wake);
        Discovery.Subscription watched = discovery.watchEndpoints(of.authority(), loop.eventLoop(), balance);
        return new Backend<>(queue, queue::room, () -> {
            watched.close();
            queue.close();
            balance.close();
        });
    }

    /** A single endpoint of HTTP/2 has a queue too: requests wait until it is connected. */
    private Backend<HttpCall> queuedForward(BackendPolicy policy, EndpointStack<HttpCall> stack) {
        StackMeter stacks = meters.stack("http", "forward");
        stacks.created();
        FailFast<HttpCall> queue = queue(
                FailFast.Gated.of(stack.service(), stack.gate()),
                limits(policy, config.outbound().httpQueue()),
                config.outbound().httpQueue().capacity(),
                stacks);
        stack.gate().onChange(queue::wake);
        return new Backend<>(queue, queue::room, () -> {
            queue.close();
            stack.close().run();
            stacks.dropped();
        });
    }

    private static <C extends Call> Backend<C> forwarding(EndpointStack<C> endpoint, StackMeter stacks) {
        stacks.created();
        return new Backend<>(stacks.<C>layer().over(endpoint.service()), () -> FailFast.Room.FREE, () -> {
            endpoint.close().run();
            stacks.dropped();
        });
    }

    private <C extends Call> FailFast<C> queue(
            FailFast.Gated<C> below, BackendPolicy.Queue limits, int capacity, QueueObserver observer) {
        return new FailFast<>(below, limits.capacity(), capacity, limits.failfast(), loop, observer);
    }
}
