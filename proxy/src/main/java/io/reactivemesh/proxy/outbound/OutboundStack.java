package io.reactivemesh.proxy.outbound;

import io.netty.channel.socket.SocketChannel;
import io.reactivemesh.proxy.ProxyConfig;
import io.reactivemesh.proxy.ProxyConfig.Queue;
import io.reactivemesh.proxy.balance.Balancer;
import io.reactivemesh.proxy.control.Discovery;
import io.reactivemesh.proxy.control.ProxyEndpoint;
import io.reactivemesh.proxy.stack.Call;
import io.reactivemesh.proxy.stack.ErrorMeter;
import io.reactivemesh.proxy.stack.FailFast;
import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.IdleCache;
import io.reactivemesh.proxy.stack.InFlightLimit;
import io.reactivemesh.proxy.stack.QueueObserver;
import io.reactivemesh.proxy.stack.ResponseMeter;
import io.reactivemesh.proxy.stack.Stack;
import io.reactivemesh.proxy.stack.StackMeter;
import io.reactivemesh.proxy.stack.TcpCall;
import io.reactivemesh.proxy.transport.Accepted;
import io.reactivemesh.proxy.transport.ConnectionMeter;
import io.reactivemesh.proxy.transport.Http1Endpoint;
import io.reactivemesh.proxy.transport.Http1Side;
import io.reactivemesh.proxy.transport.KnownHeader;
import io.reactivemesh.proxy.transport.Loop;
import io.reactivemesh.proxy.transport.Protocol;
import io.reactivemesh.proxy.transport.TcpEndpoint;
import java.net.InetSocketAddress;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The outbound path on one event loop, from an accepted connection to an endpoint's, in the order in which it is travelled.
 *
 * <pre>
 *   accept → original destination → discover → { opaque │ detect } → { HTTP/1 │ relay }
 *      HTTP:  in-flight limit → queue for discovery → target ┬ balance → queue → choose ─┬→ identity → meters → endpoint
 *      TCP:                     queue for discovery → target ┴ forward ─────────────────┘
 * </pre>
 *
 * Outbound policy, once the control plane sends any, takes the place of {@link Target}: it names backends for a route where a
 * profile names them for a destination. Event loop only.
 */
final class OutboundStack {

    private static final int REQUEST_DROP =
            KnownHeader.L5D_DST_OVERRIDE | KnownHeader.L5D_ORIG_PROTO | KnownHeader.L5D_REQUIRE_ID;
    private static final int RESPONSE_DROP =
            KnownHeader.L5D_PROXY_ERROR | KnownHeader.L5D_PROXY_CONNECTION | KnownHeader.L5D_ORIG_PROTO;

    private final ProxyConfig config;
    private final Loop loop;
    private final OutboundMeters meters;
    private final ParentMeters nobody;
    private final OutboundConnectors connectors;
    private final Discovery discovery;
    private final RandomGenerator random;
    private final IdleCache<Destination.Key, Destination> destinations;
    private final IdleCache<InetSocketAddress, SourceMeters> sources;
    private final Http1Side side;

    OutboundStack(
            ProxyConfig config,
            Loop loop,
            OutboundMeters meters,
            OutboundConnectors connectors,
            Discovery discovery,
            RandomGenerator random) {
        this.config = config;
        this.loop = loop;
        this.meters = meters;
        this.nobody = meters.parent(ResourceRef.UNKNOWN);
        this.connectors = connectors;
        this.discovery = discovery;
        this.random = random;
        this.destinations = new IdleCache<>(
                this::destination, Destination::close, config.outbound().discoveryIdleTimeout(), loop);
        this.sources = new IdleCache<>(
                meters::source, SourceMeters::release, config.outbound().discoveryIdleTimeout(), loop);
        this.side = new Http1Side(
                REQUEST_DROP, RESPONSE_DROP, config.outboundHttp().informationalHeaders(), meters.httpErrors());
    }

    /**
     * Takes on a connection.
     *
     * @param listen where it was accepted
     * @param original where it was going; null when it was not redirected
     */
    void accept(SocketChannel channel, InetSocketAddress listen, @Nullable InetSocketAddress original) {
        var meter = sources.acquire(original == null ? listen : original);
        SourceMeters source = meter.value();
        Accepted accepted = Accepted.of(channel, loop).countedBy(source.accepted());
        accepted.onClosed(meter::release);
        if (original == null) {
            acceptNamed(accepted, source.errors());
        } else {
            acceptRedirected(accepted, source.errors(), original);
        }
    }

    /** Discovery comes before the first byte is read: it may say that there is nothing to detect. */
    private void acceptRedirected(Accepted accepted, ErrorMeter errors, InetSocketAddress original) {
        var lease = destinations.acquire(Authorities.of(original));
        accepted.onClosed(lease::release);
        lease.value().whenResolved(destination -> {
            if (!accepted.isOpen()) {
                return;
            }
            ParentMeters parent = destination.meters();
            if (destination.opaque()) {
                parent.protocol("opaq");
                accepted.relay(destination.tcp(), errors);
                return;
            }
            parent.protocol("detect");
            accepted.detect(config.outbound().detectTimeout(), (protocol, nanos) -> {
                parent.detected(protocol, nanos);
                switch (protocol) {
                    case HTTP1 -> accepted.http1(side, destination.http());
                    // An HTTP/2 preface too: HTTP/2 is relayed as bytes until it is served.
                    case HTTP2, NOT_HTTP, READ_TIMEOUT -> accepted.relay(destination.tcp(), errors);
                    case ERROR -> errors.count("i/o");
                }
            });
        });
    }

    /** Without redirection only HTTP can say where it is going. */
    private void acceptNamed(Accepted accepted, ErrorMeter errors) {
        nobody.protocol("detect");
        accepted.detect(config.outbound().detectTimeout(), (protocol, nanos) -> {
            nobody.detected(protocol, nanos);
            if (protocol == Protocol.HTTP1) {
                ByAuthority router = new ByAuthority(destinations, Authorities::parse);
                accepted.onClosed(router::close);
                accepted.http1(side, router);
            } else {
                errors.count(protocol == Protocol.ERROR ? "i/o" : "unexpected");
                accepted.close();
            }
        });
    }

    /** One destination: its discovery, and the top of its stacks. */
    private Destination destination(Destination.Key key) {
        LogicalService<HttpCall> http = new LogicalService<>(
                meters::httpRoute,
                (target, authority) -> balancedHttp(target, authority, key),
                forward -> forwardHttp(forward, key),
                backends -> new Distribution<>(backends, random));
        LogicalService<TcpCall> tcp = new LogicalService<>(
                target -> meters.tcpRoute(target, key.original()),
                (target, authority) -> balancedTcp(target, authority, key),
                forward -> forwardTcp(forward.endpoint(), key),
                backends -> new Distribution<>(backends, random));
        StackMeter httpStacks = meters.stack("http", "logical");
        StackMeter tcpStacks = meters.stack("opaq", "logical");
        FailFast<HttpCall> httpQueue = queue(http, config.outbound().httpQueue(), httpStacks);
        FailFast<TcpCall> tcpQueue = queue(tcp, config.outbound().tcpQueue(), tcpStacks);
        httpStacks.created();
        tcpStacks.created();
        Destination destination = new Destination(
                key,
                meters::parent,
                http,
                // Shed before anything is held on behalf of a request; everything below may queue it.
                Stack.top(InFlightLimit.<HttpCall>of(config.outbound().maxInFlight()))
                        // Without redirection requests arrive before discovery has answered: they wait here, not for
                        // ever.
                        .on(httpQueue),
                tcp,
                tcpQueue);
        destination.onClose(httpQueue::close);
        destination.onClose(tcpQueue::close);
        destination.onClose(httpStacks::dropped);
        destination.onClose(tcpStacks::dropped);
        Discovery.Subscription profile = discovery.watchProfile(key.path(), loop.eventLoop(), update -> {
            destination.update(update);
            httpQueue.wake();
            tcpQueue.wake();
        });
        destination.onClose(profile::close);
        return destination;
    }

    private Backend<HttpCall> balancedHttp(Target target, String authority, Destination.Key key) {
        Queue limits = config.outbound().httpQueue();
        Backend<HttpCall> backend = balanced(
                authority,
                endpoint -> http(endpoint, authority, key),
                meters.httpBalancer(target, authority, limits.failfast()),
                limits);
        return backend.measured(meters.httpBackend(target, ResourceRef.of(authority)));
    }

    private Backend<TcpCall> balancedTcp(Target target, String authority, Destination.Key key) {
        Queue limits = config.outbound().tcpQueue();
        return balanced(
                authority,
                endpoint -> tcp(endpoint, authority, key),
                meters.tcpBalancer(target, authority, limits.failfast()),
                limits);
    }

    /** A balanced backend: the queue stands above the choice, so that a waiting call takes whichever endpoint comes first. */
    private <C extends Call> Backend<C> balanced(
            String authority,
            Function<ProxyEndpoint, EndpointStack<C>> build,
            BalancerMeters balancerMeters,
            Queue limits) {
        Balancer<EndpointStack<C>> balancer = new Balancer<>(Balancer.Config.DEFAULT, loop.clock(), random);
        Balance<C> balance = new Balance<>(balancer, build, balancerMeters);
        FailFast<C> queue = queue(balance, limits, balancerMeters);
        balance.onReady(queue::wake);
        Discovery.Subscription endpoints = discovery.watchEndpoints(authority, loop.eventLoop(), balance);
        return new Backend<>(queue, () -> !queue.isShut(), () -> {
            endpoints.close();
            queue.close();
            balance.close();
        });
    }

    private Backend<HttpCall> forwardHttp(Target.Forward to, Destination.Key key) {
        Backend<HttpCall> backend = forwarding(http(to.endpoint(), null, key), meters.stack("http", "forward"));
        return backend.measured(meters.httpBackend(to, to.parent()));
    }

    private Backend<TcpCall> forwardTcp(ProxyEndpoint endpoint, Destination.Key key) {
        return forwarding(tcp(endpoint, null, key), meters.stack("opaq", "forward"));
    }

    private static <C extends Call> Backend<C> forwarding(EndpointStack<C> endpoint, StackMeter stacks) {
        stacks.created();
        return new Backend<>(stacks.<C>layer().over(endpoint.service()), () -> true, () -> {
            endpoint.close().run();
            stacks.dropped();
        });
    }

    /** One endpoint for HTTP. */
    private EndpointStack<HttpCall> http(ProxyEndpoint endpoint, @Nullable String authority, Destination.Key key) {
        ResponseMeter responses = meters.responses(endpoint, authority);
        ConnectionMeter connections = meters.connected(endpoint, authority);
        StackMeter stacks = meters.stack("http", "endpoint");
        stacks.created();
        Http1Endpoint bottom = new Http1Endpoint(
                loop,
                connectors.of(key.redirected()),
                endpoint.address(),
                config.outbound().pool(),
                connections,
                () -> {
                    responses.release();
                    connections.release();
                    stacks.dropped();
                });
        return new EndpointStack<>(
                Stack.top(stacks.<HttpCall>layer())
                        // Above the meters: a request that demands another identity was never this endpoint's.
                        .then(RequireIdentity.of(null))
                        // Above the connection: a failed connect counts as a response of this endpoint.
                        .then(ResponseMeter.layer(responses))
                        .on(bottom),
                bottom::close);
    }

    /** One endpoint for opaque connections: the measurement that the balancer wants is the connect itself. */
    private EndpointStack<TcpCall> tcp(ProxyEndpoint endpoint, @Nullable String authority, Destination.Key key) {
        ConnectionMeter connections = meters.connected(endpoint, authority);
        StackMeter stacks = meters.stack("opaq", "endpoint");
        stacks.created();
        TcpEndpoint bottom = new TcpEndpoint(connectors.of(key.redirected()), endpoint.address(), connections, () -> {
            connections.release();
            stacks.dropped();
        });
        return new EndpointStack<>(stacks.<TcpCall>layer().over(bottom), bottom::close);
    }

    private <C extends Call> FailFast<C> queue(FailFast.Gated<C> below, Queue limits, QueueObserver observer) {
        return new FailFast<>(below, limits.capacity(), limits.failfast(), loop, observer);
    }

    void close() {
        destinations.close();
        sources.close();
    }
}
