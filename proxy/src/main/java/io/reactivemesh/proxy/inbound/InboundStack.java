package io.reactivemesh.proxy.inbound;

import io.netty.channel.socket.SocketChannel;
import io.reactivemesh.proxy.ProxyConfig;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.IdleCache;
import io.reactivemesh.proxy.stack.InFlightLimit;
import io.reactivemesh.proxy.stack.Refusal;
import io.reactivemesh.proxy.stack.ResponseMeter;
import io.reactivemesh.proxy.stack.Service;
import io.reactivemesh.proxy.stack.Stack;
import io.reactivemesh.proxy.transport.Accepted;
import io.reactivemesh.proxy.transport.Connector;
import io.reactivemesh.proxy.transport.Http1Endpoint;
import io.reactivemesh.proxy.transport.HttpSide;
import io.reactivemesh.proxy.transport.KnownHeader;
import io.reactivemesh.proxy.transport.Loop;
import io.reactivemesh.proxy.transport.TcpEndpoint;
import java.net.InetSocketAddress;

/**
 * The inbound path on one event loop, from an accepted connection to the application's, in the order in which it is travelled.
 *
 * <pre>
 *   accept → allowed address → own port? → { opaque port │ detect } → { HTTP/1 │ relay }
 *      HTTP:  in-flight limit → meters → application        TCP:  application
 * </pre>
 *
 * Policies of the control plane will stand where {@link DefaultAdmission} stands: asked once for a relayed connection, and for
 * each request above the meters. Event loop only.
 */
final class InboundStack {

    private static final int REQUEST_DROP = KnownHeader.L5D_CLIENT_ID | KnownHeader.L5D_ORIG_PROTO;
    private static final int RESPONSE_DROP = KnownHeader.L5D_ORIG_PROTO;
    private static final Refusal DENIED = new Refusal(403, "unauthorized connection", false, "unauthorized");

    /** What serves one target; built with its first connection, given up when nobody has used it for a while. */
    private record Served(
            InboundMeters meters, HttpSide side, Service<HttpCall> http, Http1Endpoint application, TcpEndpoint tcp) {

        void close() {
            application.close();
            tcp.close();
        }
    }

    private final ProxyConfig config;
    private final Loop loop;
    private final Metrics metrics;
    private final Connector connector;
    private final DefaultAdmission admission;
    private final IdleCache<InboundTarget, Served> served;

    InboundStack(ProxyConfig config, Loop loop, Metrics metrics, Connector connector) {
        this.config = config;
        this.loop = loop;
        this.metrics = metrics;
        this.connector = connector;
        this.admission = new DefaultAdmission(config.inboundPolicy());
        this.served =
                new IdleCache<>(this::serve, Served::close, config.inbound().discoveryIdleTimeout(), loop);
    }

    /**
     * Takes on a connection.
     *
     * @param direct whether it was made to the proxy's own port, which only meshed peers may do
     */
    void accept(SocketChannel channel, InboundTarget target, boolean direct) {
        var lease = served.acquire(target);
        Served to = lease.value();
        Accepted accepted = Accepted.of(channel, loop, to.meters().accepted());
        accepted.onClosed(lease::release);
        var ips = config.inboundPolicy().ips();
        // Before anything is read: an address that is not this pod's has no business here.
        boolean foreign = !ips.isEmpty() && !ips.contains(target.original().getAddress());
        if (foreign || direct) {
            to.meters().tcpErrors().count("unexpected");
            accepted.close();
            return;
        }
        if (config.inboundPolicy().opaquePorts().contains(target.original().getPort())) {
            relay(accepted, to);
            return;
        }
        accepted.detect(config.inbound().detectTimeout(), (protocol, nanos) -> {
            to.meters().detected(protocol, nanos);
            switch (protocol) {
                case HTTP1 -> accepted.http1(to.side(), admitted(accepted, to));
                // TLS and HTTP/2 pass as bytes: the application may speak them itself.
                case HTTP2, NOT_HTTP, READ_TIMEOUT -> relay(accepted, to);
                case ERROR -> to.meters().tcpErrors().count("i/o");
            }
        });
    }

    private Service<HttpCall> admitted(Accepted accepted, Served to) {
        boolean admits = admission.admits(accepted.remote().getAddress());
        return admits ? to.http() : call -> call.refuse(DENIED);
    }

    private void relay(Accepted accepted, Served to) {
        if (admission.admits(accepted.remote().getAddress())) {
            accepted.relay(to.tcp(), to.meters().tcpErrors());
        } else {
            accepted.close();
        }
    }

    private Served serve(InboundTarget target) {
        InboundMeters meters = new InboundMeters(metrics, target.original(), admission.name());
        // Both endpoints write to these cells until their last connection has gone.
        Runnable gone = new Countdown(2, meters::release);
        Http1Endpoint application = new Http1Endpoint(
                loop, connector, target.application(), config.inbound().pool(), meters.connected(), gone);
        Service<HttpCall> http =
                // Shed before anything is held on behalf of a request.
                Stack.top(InFlightLimit.<HttpCall>of(config.inbound().maxInFlight()))
                        // Above the connection: a failed connect is what the application answered, as far as callers
                        // can tell.
                        .then(ResponseMeter.layer(meters.responses()))
                        .on(application);
        TcpEndpoint tcp = new TcpEndpoint(connector, target.application(), meters.connected(), gone);
        // Nobody has proven an identity, so nobody is told why a request failed.
        HttpSide side = new HttpSide(REQUEST_DROP, RESPONSE_DROP, false, refusal -> {
            if (!refusal.equals(DENIED)) {
                meters.httpErrors().accept(refusal);
            }
        });
        return new Served(meters, side, http, application, tcp);
    }

    void close() {
        served.close();
    }

    /** Runs a task when it has been told often enough. */
    private static final class Countdown implements Runnable {

        private final Runnable task;
        private int left;

        Countdown(int count, Runnable task) {
            this.left = count;
            this.task = task;
        }

        @Override
        public void run() {
            left--;
            if (left == 0) {
                task.run();
            }
        }
    }

    /** The target of a connection without a binding. */
    static InboundTarget redirected(InetSocketAddress original) {
        return new InboundTarget(original, original);
    }
}
