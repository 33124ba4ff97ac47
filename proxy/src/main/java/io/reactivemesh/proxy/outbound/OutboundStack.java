package io.reactivemesh.proxy.outbound;

import io.netty.channel.socket.SocketChannel;
import io.reactivemesh.proxy.ProxyConfig;
import io.reactivemesh.proxy.ProxyConfig.Queue;
import io.reactivemesh.proxy.control.Discovery;
import io.reactivemesh.proxy.control.ResourceRef;
import io.reactivemesh.proxy.outbound.Resolution.Protocol;
import io.reactivemesh.proxy.stack.Call;
import io.reactivemesh.proxy.stack.ErrorMeter;
import io.reactivemesh.proxy.stack.FailFast;
import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.IdleCache;
import io.reactivemesh.proxy.stack.InFlightLimit;
import io.reactivemesh.proxy.stack.Layer;
import io.reactivemesh.proxy.stack.QueueObserver;
import io.reactivemesh.proxy.stack.Service;
import io.reactivemesh.proxy.stack.Spans;
import io.reactivemesh.proxy.stack.Stack;
import io.reactivemesh.proxy.stack.StackMeter;
import io.reactivemesh.proxy.stack.TcpCall;
import io.reactivemesh.proxy.transport.Accepted;
import io.reactivemesh.proxy.transport.ClientTls;
import io.reactivemesh.proxy.transport.HttpSide;
import io.reactivemesh.proxy.transport.KnownHeader;
import io.reactivemesh.proxy.transport.Loop;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The outbound path on one event loop, from an accepted connection to an endpoint's, in the order in which it is travelled.
 *
 * <pre>
 *   accept → original destination → discover → { opaque │ TLS │ HTTP/1 │ HTTP/2 │ detect } → { HTTP/1 │ HTTP/2 │ relay }
 *      HTTP:  span → in-flight limit → queue for discovery → {@link HttpRoutes} ─┬→ {@link OutboundBackends} → {@link OutboundEndpoints}
 *      TCP:                     queue for discovery → {@link TcpRoutes} ──┘
 * </pre>
 *
 * Event loop only.
 */
final class OutboundStack {

    private static final int REQUEST_DROP =
            KnownHeader.L5D_DST_OVERRIDE | KnownHeader.L5D_ORIG_PROTO | KnownHeader.L5D_REQUIRE_ID;
    private static final int RESPONSE_DROP =
            KnownHeader.L5D_PROXY_ERROR | KnownHeader.L5D_PROXY_CONNECTION | KnownHeader.L5D_ORIG_PROTO;

    private final ProxyConfig config;
    private final Loop loop;
    private final OutboundMeters meters;
    private final @Nullable Spans spans;
    private final ParentMeters nobody;
    private final Discovery discovery;
    private final RandomGenerator random;
    private final OutboundBackends backends;
    private final IdleCache<Destination.Key, Destination> destinations;
    private final IdleCache<InetSocketAddress, SourceMeters> sources;
    private final HttpSide side;

    OutboundStack(
            ProxyConfig config,
            Loop loop,
            OutboundMeters meters,
            @Nullable Spans spans,
            OutboundConnectors connectors,
            Discovery discovery,
            RandomGenerator random) {
        this.config = config;
        this.loop = loop;
        this.meters = meters;
        this.spans = spans;
        this.nobody = meters.parent(ResourceRef.UNKNOWN);
        this.discovery = discovery;
        this.random = random;
        this.backends = new OutboundBackends(
                config,
                loop,
                meters,
                discovery,
                random,
                new OutboundEndpoints(config, loop, meters, spans, connectors, random));
        this.destinations = new IdleCache<>(
                this::destination, Destination::close, config.outbound().discoveryIdleTimeout(), loop);
        this.sources = new IdleCache<>(
                meters::source, SourceMeters::release, config.outbound().discoveryIdleTimeout(), loop);
        this.side = new HttpSide(
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
        } else if (config.outboundHttp().ingressMode()) {
            acceptIngress(accepted, source.errors(), original);
        } else {
            acceptRedirected(accepted, source.errors(), original);
        }
    }

    /** Discovery comes before the first byte is read: it may say that there is nothing to detect. */
    private void acceptRedirected(Accepted accepted, ErrorMeter errors, InetSocketAddress original) {
        var lease = destinations.acquire(Authorities.of(original));
        accepted.onClosed(lease::release);
        lease.value().whenResolved(destination -> {
            if (accepted.isOpen()) {
                acceptResolved(accepted, errors, destination);
            }
        });
    }

    private void acceptResolved(Accepted accepted, ErrorMeter errors, Destination destination) {
        ParentMeters parent = destination.meters();
        switch (destination.protocol()) {
            case Protocol.Opaque _ -> {
                parent.protocol("opaq");
                accepted.relay(destination.tcp(), errors);
            }
            case Protocol.Http1 _ -> {
                parent.protocol("http/1");
                accepted.http1(side, destination.http1());
            }
            case Protocol.Http2 _ -> {
                parent.protocol("http/2");
                accepted.http2(config.outbound().http2Server(), side, destination.http2());
            }
            case Protocol.Tls _ -> {
                parent.protocol("tls");
                acceptTls(accepted, errors, destination);
            }
            case Protocol.Detect(Duration timeout) -> {
                parent.protocol("detect");
                detect(accepted, errors, destination, timeout);
            }
            case Protocol.Refused _ -> {
                errors.count("unexpected");
                accepted.close();
            }
        }
    }

    private void detect(Accepted accepted, ErrorMeter errors, Destination destination, @Nullable Duration timeout) {
        accepted.detect(detectTimeout(timeout), (verdict, nanos) -> {
            destination.meters().detected(verdict, nanos);
            switch (verdict) {
                case HTTP1 -> accepted.http1(side, destination.http1());
                case HTTP2 -> accepted.http2(config.outbound().http2Server(), side, destination.http2());
                case NOT_HTTP, READ_TIMEOUT -> accepted.relay(destination.tcp(), errors);
                case ERROR -> errors.count("i/o");
            }
        });
    }

    /** A timeout that somebody has configured goes before the policy's: that is how detection is given more time. */
    private Duration detectTimeout(@Nullable Duration policy) {
        Duration configured = config.outbound().detectTimeout();
        return policy != null && configured.equals(ProxyConfig.DEFAULT_DETECT_TIMEOUT) ? policy : configured;
    }

    /** The hello only says where to go; its bytes are relayed as all others. */
    private void acceptTls(Accepted accepted, ErrorMeter errors, Destination destination) {
        accepted.detectTls(config.outbound().detectTimeout(), tls -> {
            switch (tls) {
                case ClientTls.Hello(String serverName) -> accepted.relay(destination.tls(), errors, serverName);
                case ClientTls.None _, ClientTls.Undecided _ -> {
                    errors.count("unexpected");
                    accepted.close();
                }
                case ClientTls.Broken _ -> errors.count("i/o");
            }
        });
    }

    /** Without redirection only HTTP can say where it is going. */
    private void acceptNamed(Accepted accepted, ErrorMeter errors) {
        nobody.protocol("detect");
        accepted.detect(config.outbound().detectTimeout(), (verdict, nanos) -> {
            nobody.detected(verdict, nanos);
            switch (verdict) {
                case HTTP1 -> accepted.http1(side, byAuthority(accepted, Authorities::parse, Destination::http1));
                case HTTP2 ->
                    accepted.http2(
                            config.outbound().http2Server(),
                            side,
                            byAuthority(accepted, Authorities::parse, Destination::http2));
                case NOT_HTTP, READ_TIMEOUT, ERROR -> {
                    errors.count(verdict == io.reactivemesh.proxy.transport.Protocol.ERROR ? "i/o" : "unexpected");
                    accepted.close();
                }
            }
        });
    }

    /** What an ingress controller sends says itself where it is going, request by request, if it is HTTP. */
    private void acceptIngress(Accepted accepted, ErrorMeter errors, InetSocketAddress original) {
        nobody.protocol("detect");
        accepted.detect(config.outbound().detectTimeout(), (verdict, nanos) -> {
            nobody.detected(verdict, nanos);
            switch (verdict) {
                case HTTP1 -> accepted.http1(side, byOverride(accepted, original, Destination::http1));
                case HTTP2 ->
                    accepted.http2(
                            config.outbound().http2Server(), side, byOverride(accepted, original, Destination::http2));
                case NOT_HTTP, READ_TIMEOUT ->
                    accepted.relay(original(accepted, original).tcp(), errors);
                case ERROR -> errors.count("i/o");
            }
        });
    }

    private Service<HttpCall> byOverride(
            Accepted accepted, InetSocketAddress original, Function<Destination, Service<HttpCall>> version) {
        return new ByOverride(
                byAuthority(accepted, Authorities::ofOverride, version),
                () -> version.apply(original(accepted, original)));
    }

    /** Where a connection was going; kept for as long as the connection is open. */
    private Destination original(Accepted accepted, InetSocketAddress original) {
        var lease = destinations.acquire(Authorities.of(original));
        accepted.onClosed(lease::release);
        return lease.value();
    }

    private Service<HttpCall> byAuthority(
            Accepted accepted,
            Function<String, Destination.@Nullable Key> parse,
            Function<Destination, Service<HttpCall>> version) {
        ByAuthority router = new ByAuthority(destinations, parse, version);
        accepted.onClosed(router::close);
        return router;
    }

    /** One destination: its discovery, and the top of its stacks. */
    private Destination destination(Destination.Key key) {
        Destination destination = new Destination(
                key,
                meters::parent,
                http((parent, policy, accrual) -> backends.http1(parent, policy, accrual, key)),
                http((parent, policy, accrual) -> backends.http2(parent, policy, accrual, key)),
                relay(RelayKind.OPAQUE, key),
                relay(RelayKind.TLS, key));
        Discovery.Subscription profile =
                discovery.watchProfile(key.path(), loop.eventLoop(), update -> destination.update(update));
        Discovery.Subscription policy = discovery.watchPolicy(
                key.path(), key.original(), loop.eventLoop(), update -> destination.update(update));
        destination.onClose(profile::close);
        destination.onClose(policy::close);
        return destination;
    }

    /** The way of requests of one version of HTTP: endpoints differ, everything above them does not. */
    private LogicalStack<HttpTarget, HttpCall> http(Backends.Builder<HttpCall> backend) {
        LogicalService<HttpTarget, HttpCall> logical =
                new LogicalService<>(new HttpRoutes(meters, loop, random), new Backends<>(backend));
        StackMeter stacks = meters.stack("http", "logical");
        FailFast<HttpCall> queue = queue(logical, config.outbound().httpQueue(), stacks);
        stacks.created();
        return new LogicalStack<>(
                Stack.top(spans == null ? Layer.<HttpCall>none() : spans.server())
                        // Shed before anything is held on behalf of a request; everything below may queue it.
                        .then(InFlightLimit.of(config.outbound().maxInFlight()))
                        // Without redirection requests arrive before discovery has answered: they wait here, not for
                        // ever.
                        .on(queue),
                queue,
                logical,
                stacks);
    }

    private LogicalStack<TcpTarget, TcpCall> relay(RelayKind kind, Destination.Key key) {
        LogicalService<TcpTarget, TcpCall> logical = new LogicalService<>(
                new TcpRoutes(meters, random, key.original()),
                new Backends<>((parent, policy, _) -> backends.tcp(kind, parent, policy, key)));
        StackMeter stacks = meters.stack(kind.protocol(), "logical");
        FailFast<TcpCall> queue = queue(logical, config.outbound().tcpQueue(), stacks);
        stacks.created();
        return new LogicalStack<>(queue, queue, logical, stacks);
    }

    private <C extends Call> FailFast<C> queue(FailFast.Gated<C> below, Queue limits, QueueObserver observer) {
        return new FailFast<>(below, limits.capacity(), limits.failfast(), loop, observer);
    }

    void close() {
        destinations.close();
        sources.close();
    }
}
