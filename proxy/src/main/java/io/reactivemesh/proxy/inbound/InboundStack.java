package io.reactivemesh.proxy.inbound;

import io.netty.channel.socket.SocketChannel;
import io.reactivemesh.proxy.ProxyConfig;
import io.reactivemesh.proxy.access.AccessLog;
import io.reactivemesh.proxy.admin.Labels;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.admin.ProxyMetrics;
import io.reactivemesh.proxy.control.Discovery;
import io.reactivemesh.proxy.control.Peer;
import io.reactivemesh.proxy.control.ServerPolicy;
import io.reactivemesh.proxy.stack.Countdown;
import io.reactivemesh.proxy.stack.ErrorMeter;
import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.IdleCache;
import io.reactivemesh.proxy.stack.InFlightLimit;
import io.reactivemesh.proxy.stack.Layer;
import io.reactivemesh.proxy.stack.Service;
import io.reactivemesh.proxy.stack.Spans;
import io.reactivemesh.proxy.stack.Stack;
import io.reactivemesh.proxy.stack.StackMeter;
import io.reactivemesh.proxy.stack.TargetLabels;
import io.reactivemesh.proxy.stack.TcpCall;
import io.reactivemesh.proxy.transport.Accepted;
import io.reactivemesh.proxy.transport.ClientTls;
import io.reactivemesh.proxy.transport.ConnectionMeter;
import io.reactivemesh.proxy.transport.Connector;
import io.reactivemesh.proxy.transport.Http1Endpoint;
import io.reactivemesh.proxy.transport.Http2Endpoint;
import io.reactivemesh.proxy.transport.HttpSide;
import io.reactivemesh.proxy.transport.KnownHeader;
import io.reactivemesh.proxy.transport.Loop;
import io.reactivemesh.proxy.transport.Protocol;
import io.reactivemesh.proxy.transport.TcpEndpoint;
import io.reactivemesh.proxy.transport.VersionedEndpoint;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The inbound path on one event loop, from an accepted connection to the application's, in the order in which it is travelled.
 *
 * <pre>
 *   accept → allowed address → own port? → policy of the port → { opaque │ detect TLS → detect HTTP } → { HTTP/1 │ HTTP/2 │ relay }
 *      HTTP:  access log → span → in-flight limit → route → authorization → filters → rate limit
 *              → service profile → meters → span → application
 *      TCP:   authorization → application
 * </pre>
 *
 * Event loop only.
 */
final class InboundStack {

    private static final int REQUEST_DROP = KnownHeader.L5D_CLIENT_ID | KnownHeader.L5D_ORIG_PROTO;
    private static final int RESPONSE_DROP = KnownHeader.L5D_ORIG_PROTO;
    private static final Labels NO_TLS = Labels.of("tls", "no_identity").and("no_tls_reason", "no_tls_from_remote");
    private static final Labels PORT_SKIPPED = Labels.of("tls", "no_identity").and("no_tls_reason", "port_skipped");
    private static final Labels TO_APPLICATION = Labels.of("direction", "inbound")
            .and("peer", "dst")
            .and("tls", "no_identity")
            .and("no_tls_reason", "loopback");
    private static final int MOST_STACKS = 256;

    /** Connections that share a stack: they go to one target, and look the same in labels. */
    private record Client(InboundTarget target, Labels tls) {}

    /** What serves them; built with its first connection, given up when nobody has used it for a while. */
    private record Served(
            Authorizer authorizer, HttpSide side, Layer<HttpCall> limit, Service<TcpCall> tcp, Runnable close) {}

    /** What serves one connection, and counts it. */
    private record Serving(Served by, ServerMeters meters) {}

    private final ProxyConfig config;
    private final Loop loop;
    private final Metrics metrics;
    private final @Nullable AccessLog accessLog;
    private final @Nullable Spans spans;
    private final Connector connector;
    private final RandomGenerator random;
    private final Http2Endpoint.Config http2Client;
    private final Discovery discovery;
    private final RateLimits limits;
    private final InboundProfiles profiles;
    private final StackMeter httpStacks;
    private final StackMeter tcpStacks;
    private final StackMeter queues;
    private final IdleCache<InetSocketAddress, ErrorMeter> errors;
    private final IdleCache<Integer, PortPolicy> policies;
    private final IdleCache<Client, Served> served;

    /**
     * Builds the stack of one loop.
     *
     * @param limits shared by all loops
     */
    InboundStack(
            ProxyConfig config,
            Loop loop,
            Metrics metrics,
            @Nullable AccessLog accessLog,
            @Nullable Spans spans,
            Discovery discovery,
            RateLimits limits,
            Connector connector,
            RandomGenerator random) {
        this.config = config;
        this.loop = loop;
        this.metrics = metrics;
        this.accessLog = accessLog;
        this.spans = spans;
        this.connector = connector;
        this.random = random;
        this.http2Client = new Http2Endpoint.Config(
                config.http2Client(),
                config.inbound().connectBackoff(),
                config.inbound().pool().idleTimeout());
        this.discovery = discovery;
        this.limits = limits;
        this.httpStacks = stack("http", "endpoint");
        this.queues = stack("http", "queue");
        this.tcpStacks = stack("opaq", "endpoint");
        Duration idleTimeout = config.inbound().discoveryIdleTimeout();
        this.errors = new IdleCache<>(this::failures, ErrorMeter::release, idleTimeout, loop);
        this.policies = new IdleCache<>(this::policy, PortPolicy::close, idleTimeout, loop);
        this.profiles = new InboundProfiles(config.destinations(), idleTimeout, loop, metrics, discovery);
        this.served = new IdleCache<>(this::build, to -> to.close().run(), idleTimeout, loop);
    }

    /**
     * Takes on a connection.
     *
     * @param direct whether it was made to the proxy's own port, which only meshed peers may do
     */
    void accept(SocketChannel channel, InboundTarget target, boolean direct) {
        Accepted accepted = Accepted.of(channel, loop);
        var lease = errors.acquire(target.original());
        accepted.onClosed(lease::release);
        ErrorMeter failures = lease.value();
        var ips = config.inboundPolicy().ips();
        if (!ips.isEmpty() && !ips.contains(target.original().getAddress())) {
            // Before anything is read: an address that is not this pod's has no business here.
            failures.count("unexpected");
            accepted.close();
        } else if (direct) {
            // Only a peer that proves its identity may come this way, and nobody can yet.
            detectTls(accepted, failures, _ -> {
                failures.count("unexpected");
                accepted.close();
            });
        } else {
            var port = policies.acquire(target.original().getPort());
            accepted.onClosed(port::release);
            serve(accepted, target, port.value().present().protocol(), failures);
        }
    }

    private void serve(Accepted accepted, InboundTarget target, ServerPolicy.Protocol protocol, ErrorMeter failures) {
        switch (protocol) {
            // No look at TLS either: peers that mean it say so in front of the bytes.
            case ServerPolicy.Opaque _ -> relay(accepted, serving(accepted, target, PORT_SKIPPED), failures);
            case ServerPolicy.Tls _ ->
                detectTls(accepted, failures, tls -> relay(accepted, serving(accepted, target, labels(tls)), failures));
            case ServerPolicy.Detect detect ->
                detectTls(
                        accepted,
                        failures,
                        tls -> detectHttp(
                                accepted, serving(accepted, target, labels(tls)), detect.timeout(), failures));
            case ServerPolicy.Http1 _ ->
                detectTls(accepted, failures, tls -> known(accepted, target, tls, Protocol.HTTP1, failures));
            case ServerPolicy.Http2 _ ->
                detectTls(accepted, failures, tls -> known(accepted, target, tls, Protocol.HTTP2, failures));
        }
    }

    /** A protocol that the policy names need not be detected, except under TLS: that passes, whatever is in it. */
    private void known(Accepted accepted, InboundTarget target, ClientTls tls, Protocol protocol, ErrorMeter failures) {
        Serving to = serving(accepted, target, labels(tls));
        if (tls instanceof ClientTls.Hello) {
            detectHttp(accepted, to, config.inbound().detectTimeout(), failures);
        } else {
            speak(accepted, to, protocol, failures);
        }
    }

    /** Goes on when it is clear whether the client speaks TLS; a client that leaves it open is sent away. */
    private void detectTls(Accepted accepted, ErrorMeter failures, Consumer<ClientTls> detected) {
        accepted.detectTls(config.inbound().detectTimeout(), tls -> {
            switch (tls) {
                case ClientTls.None _, ClientTls.Hello _ -> detected.accept(tls);
                case ClientTls.Undecided _ -> {
                    failures.count("tls detection timeout");
                    accepted.close();
                }
                case ClientTls.Broken _ -> failures.count("i/o");
            }
        });
    }

    /** A hello is never for us, as we have no identity: its TLS passes as bytes, under the name that it asks for. */
    private Labels labels(ClientTls tls) {
        return tls instanceof ClientTls.Hello(String serverName)
                // Clients choose the name: beyond a number of them the rest share a stack.
                ? Labels.of("tls", "opaque").and("sni", served.size() < MOST_STACKS ? serverName : "")
                : NO_TLS;
    }

    private void detectHttp(Accepted accepted, Serving to, Duration timeout, ErrorMeter failures) {
        accepted.detect(timeout, (protocol, nanos) -> {
            to.meters().detected(protocol, nanos);
            speak(accepted, to, protocol, failures);
        });
    }

    private void speak(Accepted accepted, Serving to, Protocol protocol, ErrorMeter failures) {
        switch (protocol) {
            case HTTP1 -> accepted.http1(to.by().side(), requests(accepted, to));
            case HTTP2 -> accepted.http2(config.inbound().http2Server(), to.by().side(), requests(accepted, to));
            // TLS passes as bytes: the application may speak it itself.
            case NOT_HTTP, READ_TIMEOUT -> relay(accepted, to, failures);
            case ERROR -> failures.count("i/o");
        }
    }

    /** The top of one connection's requests: who is refused is in traces and in the access log too. */
    private Service<HttpCall> requests(Accepted accepted, Serving to) {
        // Shed before anything is asked, or held, on behalf of a request.
        Service<HttpCall> admitted =
                to.by().limit().over(to.by().authorizer().requestsOf(client(accepted), new ByProfile(profiles)));
        Service<HttpCall> traced = spans == null ? admitted : spans.server().over(admitted);
        return accessLog == null ? traced : accessLog.over(traced, accepted.remote(), AccessLog.NO_IDENTITY);
    }

    /** What serves the connection, which is counted from here on. */
    private Serving serving(Accepted accepted, InboundTarget target, Labels tls) {
        var lease = served.acquire(new Client(target, tls));
        accepted.onClosed(lease::release);
        return new Serving(lease.value(), lease.value().authorizer().count(accepted));
    }

    private static void relay(Accepted accepted, Serving to, ErrorMeter failures) {
        if (to.by().authorizer().admits(accepted, client(accepted))) {
            accepted.relay(to.by().tcp(), failures);
        } else {
            accepted.close();
        }
    }

    private static Peer client(Accepted accepted) {
        return Peer.plain(accepted.remote().getAddress());
    }

    private Served build(Client client) {
        InboundTarget target = client.target();
        var port = policies.acquire(target.original().getPort());
        ConnectionMeter connected = new ConnectionMeter(metrics, TO_APPLICATION);
        httpStacks.created();
        tcpStacks.created();
        // All endpoints write to these cells until their last connection has gone.
        Runnable gone = new Countdown(3, () -> {
            connected.release();
            httpStacks.dropped();
            tcpStacks.dropped();
        });
        Http1Endpoint http1 = new Http1Endpoint(
                loop, connector, target.application(), config.inbound().pool(), connected, gone);
        Http2Application http2 = new Http2Application(
                loop, config.inbound().httpQueue(), queues, onGone -> connectHttp2(target, connected, onGone), gone);
        Service<HttpCall> application = Stack.top(httpStacks.<HttpCall>layer())
                .then(spans == null ? Layer.none() : spans.client())
                .on(new VersionedEndpoint(loop, http1, http2));
        TcpEndpoint tcp = new TcpEndpoint(connector, target.application(), connected, gone);
        Authorizer authorizer = new Authorizer(
                port.value(),
                new Enforcement.Surroundings(new PolicyLog(client.tls()), limits, application, random),
                server -> new ServerMeters(
                        metrics,
                        target.original(),
                        client.tls(),
                        server,
                        config.inboundPolicy().authorityLabels()),
                loop,
                config.inbound().discoveryIdleTimeout());
        // Nobody has proven an identity, so nobody is told why a request failed.
        HttpSide side = new HttpSide(
                REQUEST_DROP,
                RESPONSE_DROP,
                false,
                refusal -> authorizer.present().meters().httpErrors().accept(refusal));
        return new Served(
                authorizer,
                side,
                InFlightLimit.of(config.inbound().maxInFlight()),
                tcpStacks.<TcpCall>layer().over(tcp),
                () -> {
                    authorizer.release();
                    port.release();
                    http1.close();
                    http2.close();
                    tcp.close();
                });
    }

    private Http2Endpoint connectHttp2(InboundTarget target, ConnectionMeter meter, Runnable onGone) {
        return new Http2Endpoint(loop, connector, target.application(), http2Client, random, meter, onGone);
    }

    private PortPolicy policy(int port) {
        return new PortPolicy(
                port,
                DefaultServerPolicy.of(config.inboundPolicy(), config.inbound().detectTimeout(), port),
                listener -> discovery.watchServer(port, loop.eventLoop(), listener));
    }

    private StackMeter stack(String protocol, String name) {
        return new StackMeter(
                metrics,
                Labels.of("direction", "inbound").and("protocol", protocol).and("name", name));
    }

    private ErrorMeter failures(InetSocketAddress original) {
        Labels target = TargetLabels.of(original);
        return new ErrorMeter(
                metrics,
                ProxyMetrics.INBOUND_TCP_ERRORS_TOTAL,
                error -> Labels.of("error", error).and(target));
    }

    /** Watches the policies of the ports that connections are known to come for. Not to be given up. */
    void start() {
        config.inboundPolicy().ports().stream().forEach(policies::acquire);
    }

    void close() {
        served.close();
        profiles.close();
        policies.close();
        errors.close();
    }

    /** The target of a connection without a binding. */
    static InboundTarget redirected(InetSocketAddress original) {
        return new InboundTarget(original, original);
    }
}
