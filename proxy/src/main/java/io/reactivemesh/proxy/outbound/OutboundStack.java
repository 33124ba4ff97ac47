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
import io.reactivemesh.proxy.stack.Gate;
import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.IdleCache;
import io.reactivemesh.proxy.stack.InFlightLimit;
import io.reactivemesh.proxy.stack.QueueObserver;
import io.reactivemesh.proxy.stack.Service;
import io.reactivemesh.proxy.stack.Stack;
import io.reactivemesh.proxy.stack.StackMeter;
import io.reactivemesh.proxy.stack.TcpCall;
import io.reactivemesh.proxy.transport.Accepted;
import io.reactivemesh.proxy.transport.ConnectionMeter;
import io.reactivemesh.proxy.transport.Http1Endpoint;
import io.reactivemesh.proxy.transport.Http2Endpoint;
import io.reactivemesh.proxy.transport.HttpSide;
import io.reactivemesh.proxy.transport.KnownHeader;
import io.reactivemesh.proxy.transport.Loop;
import io.reactivemesh.proxy.transport.Protocol;
import io.reactivemesh.proxy.transport.TcpEndpoint;
import io.reactivemesh.proxy.transport.UpgradingEndpoint;
import java.net.InetSocketAddress;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The outbound path on one event loop, from an accepted connection to an endpoint's, in the order in which it is travelled.
 *
 * <pre>
 *   accept → original destination → discover → { opaque │ detect } → { HTTP/1 │ HTTP/2 │ relay }
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
    private final HttpSide side;
    private final Http2Endpoint.Config http2Client;

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
        this.side = new HttpSide(
                REQUEST_DROP, RESPONSE_DROP, config.outboundHttp().informationalHeaders(), meters.httpErrors());
        this.http2Client = new Http2Endpoint.Config(
                config.http2Client(),
                config.outbound().connectBackoff(),
                config.outbound().pool().idleTimeout());
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
                    case HTTP1 -> accepted.http1(side, destination.http1());
                    case HTTP2 -> accepted.http2(config.outbound().http2Server(), side, destination.http2());
                    case NOT_HTTP, READ_TIMEOUT -> accepted.relay(destination.tcp(), errors);
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
            switch (protocol) {
                case HTTP1 -> accepted.http1(side, byAuthority(accepted, Destination::http1));
                case HTTP2 ->
                    accepted.http2(config.outbound().http2Server(), side, byAuthority(accepted, Destination::http2));
                case NOT_HTTP, READ_TIMEOUT, ERROR -> {
                    errors.count(protocol == Protocol.ERROR ? "i/o" : "unexpected");
                    accepted.close();
                }
            }
        });
    }

    private Service<HttpCall> byAuthority(Accepted accepted, Function<Destination, Service<HttpCall>> version) {
        ByAuthority router = new ByAuthority(destinations, Authorities::parse, version);
        accepted.onClosed(router::close);
        return router;
    }

    /** One destination: its discovery, and the top of its stacks. */
    private Destination destination(Destination.Key key) {
        Destination destination = new Destination(
                key,
                meters::parent,
                http(
                        (target, authority) -> balancedHttp(target, authority, e -> http1(e, authority, key)),
                        forward -> forwardHttp1(forward, key)),
                http(
                        (target, authority) -> balancedHttp(target, authority, e -> http2(e, authority, key)),
                        forward -> forwardHttp2(forward, key)),
                tcp(key));
        Discovery.Subscription profile = discovery.watchProfile(key.path(), loop.eventLoop(), destination::update);
        destination.onClose(profile::close);
        return destination;
    }

    /** The way of requests of one version of HTTP: endpoints differ, everything above them does not. */
    private LogicalStack<HttpCall> http(
            BiFunction<Target, String, Backend<HttpCall>> balanced,
            Function<Target.Forward, Backend<HttpCall>> forward) {
        LogicalService<HttpCall> logical = new LogicalService<>(
                meters::httpRoute, balanced, forward, backends -> new Distribution<>(backends, random));
        StackMeter stacks = meters.stack("http", "logical");
        FailFast<HttpCall> queue = queue(logical, config.outbound().httpQueue(), stacks);
        stacks.created();
        return new LogicalStack<>(
                // Shed before anything is held on behalf of a request; everything below may queue it.
                Stack.top(InFlightLimit.<HttpCall>of(config.outbound().maxInFlight()))
                        // Without redirection requests arrive before discovery has answered: they wait here, not for
                        // ever.
                        .on(queue),
                queue,
                logical,
                stacks);
    }

    private LogicalStack<TcpCall> tcp(Destination.Key key) {
        LogicalService<TcpCall> logical = new LogicalService<>(
                target -> meters.tcpRoute(target, key.original()),
                (target, authority) -> balancedTcp(target, authority, key),
                forward -> forwardTcp(forward.endpoint(), key),
                backends -> new Distribution<>(backends, random));
        StackMeter stacks = meters.stack("opaq", "logical");
        FailFast<TcpCall> queue = queue(logical, config.outbound().tcpQueue(), stacks);
        stacks.created();
        return new LogicalStack<>(queue, queue, logical, stacks);
    }

    private Backend<HttpCall> balancedHttp(
            Target target, String authority, Function<ProxyEndpoint, EndpointStack<HttpCall>> build) {
        Queue limits = config.outbound().httpQueue();
        Backend<HttpCall> backend =
                balanced(authority, build, meters.httpBalancer(target, authority, limits.failfast()), limits);
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

    private Backend<HttpCall> forwardHttp1(Target.Forward to, Destination.Key key) {
        Backend<HttpCall> backend = forwarding(http1(to.endpoint(), null, key), meters.stack("http", "forward"));
        return backend.measured(meters.httpBackend(to, to.parent()));
    }

    /** A single endpoint of HTTP/2 has a queue too: requests wait until it is connected. */
    private Backend<HttpCall> forwardHttp2(Target.Forward to, Destination.Key key) {
        EndpointStack<HttpCall> stack = http2(to.endpoint(), null, key);
        StackMeter stacks = meters.stack("http", "forward");
        stacks.created();
        FailFast<HttpCall> queue = queue(
                FailFast.Gated.of(stack.service(), stack.gate()),
                config.outbound().httpQueue(),
                stacks);
        stack.gate().onChange(queue::wake);
        Backend<HttpCall> backend = new Backend<>(queue, () -> !queue.isShut(), () -> {
            queue.close();
            stack.close().run();
            stacks.dropped();
        });
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

    /** One endpoint for HTTP/1 requests. */
    private EndpointStack<HttpCall> http1(ProxyEndpoint endpoint, @Nullable String authority, Destination.Key key) {
        EndpointMeters of = meters.endpoint(endpoint, authority);
        boolean upgrades = endpoint.hint() == ProxyEndpoint.Hint.H2 && !meters.isOwn(endpoint);
        // All that write to these cells do so until their last connection has gone.
        Runnable gone = of.releasedBy(upgrades ? 2 : 1);
        Http1Endpoint http1 = new Http1Endpoint(
                loop,
                connectors.of(key.redirected()),
                endpoint.address(),
                config.outbound().pool(),
                of.connections(),
                gone);
        if (!upgrades) {
            // It may always be called: a connection that cannot be made is the failure of the request that needed it.
            return new EndpointStack<>(of.layers().on(http1), Gate.ALWAYS_OPEN, http1::close);
        }
        Http2Endpoint http2 = connectHttp2(endpoint, key, of, gone);
        return new EndpointStack<>(of.layers().on(new UpgradingEndpoint(loop, http1, http2)), http2, () -> {
            http1.close();
            http2.close();
        });
    }

    /** One endpoint for HTTP/2 requests: it may be called while it is connected. */
    private EndpointStack<HttpCall> http2(ProxyEndpoint endpoint, @Nullable String authority, Destination.Key key) {
        EndpointMeters of = meters.endpoint(endpoint, authority);
        Http2Endpoint bottom = connectHttp2(endpoint, key, of, of.releasedBy(1));
        return new EndpointStack<>(of.layers().on(bottom), bottom, bottom::close);
    }

    private Http2Endpoint connectHttp2(ProxyEndpoint endpoint, Destination.Key key, EndpointMeters of, Runnable gone) {
        return new Http2Endpoint(
                loop, connectors.of(key.redirected()), endpoint.address(), http2Client, random, of.connections(), gone);
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
        return new EndpointStack<>(stacks.<TcpCall>layer().over(bottom), Gate.ALWAYS_OPEN, bottom::close);
    }

    private <C extends Call> FailFast<C> queue(FailFast.Gated<C> below, Queue limits, QueueObserver observer) {
        return new FailFast<>(below, limits.capacity(), limits.failfast(), loop, observer);
    }

    void close() {
        destinations.close();
        sources.close();
    }
}
