package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.ProxyConfig;
import io.reactivemesh.proxy.control.ProxyEndpoint;
import io.reactivemesh.proxy.stack.Gate;
import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.Layer;
import io.reactivemesh.proxy.stack.Spans;
import io.reactivemesh.proxy.stack.Stack;
import io.reactivemesh.proxy.stack.StackMeter;
import io.reactivemesh.proxy.stack.TcpCall;
import io.reactivemesh.proxy.transport.ConnectionMeter;
import io.reactivemesh.proxy.transport.Http1Endpoint;
import io.reactivemesh.proxy.transport.Http2Endpoint;
import io.reactivemesh.proxy.transport.Loop;
import io.reactivemesh.proxy.transport.TcpEndpoint;
import io.reactivemesh.proxy.transport.UpgradingEndpoint;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The bottom of the outbound path: the stacks of single endpoints.
 *
 * <pre>
 *   HTTP:  identity → meters → authority → span → connection        TCP:  connection
 * </pre>
 *
 * Event loop only.
 */
final class OutboundEndpoints {

    private final ProxyConfig config;
    private final Loop loop;
    private final OutboundMeters meters;
    private final @Nullable Spans spans;
    private final OutboundConnectors connectors;
    private final RandomGenerator random;

    /** Creates the builder of a loop; {@code random} is for the jitter of reconnects. */
    OutboundEndpoints(
            ProxyConfig config,
            Loop loop,
            OutboundMeters meters,
            @Nullable Spans spans,
            OutboundConnectors connectors,
            RandomGenerator random) {
        this.config = config;
        this.loop = loop;
        this.meters = meters;
        this.spans = spans;
        this.connectors = connectors;
        this.random = random;
    }

    /** One endpoint for HTTP/1 requests. */
    EndpointStack<HttpCall> http1(ProxyEndpoint endpoint, @Nullable String authority, Destination.Key key) {
        EndpointMeters of = meters.endpoint(endpoint, authority, key);
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
            return new EndpointStack<>(layers(of, endpoint).on(http1), Gate.ALWAYS_OPEN, http1::close);
        }
        Http2Endpoint http2 = connectHttp2(endpoint, key, of, gone);
        return new EndpointStack<>(layers(of, endpoint).on(new UpgradingEndpoint(loop, http1, http2)), http2, () -> {
            http1.close();
            http2.close();
        });
    }

    /** One endpoint for HTTP/2 requests: it may be called while it is connected. */
    EndpointStack<HttpCall> http2(ProxyEndpoint endpoint, @Nullable String authority, Destination.Key key) {
        EndpointMeters of = meters.endpoint(endpoint, authority, key);
        Http2Endpoint bottom = connectHttp2(endpoint, key, of, of.releasedBy(1));
        return new EndpointStack<>(layers(of, endpoint).on(bottom), bottom, bottom::close);
    }

    /** The span is that of one attempt, and of this endpoint. */
    private Stack<HttpCall> layers(EndpointMeters of, ProxyEndpoint endpoint) {
        return of.layers()
                .then(readdressing(endpoint.authorityOverride()))
                .then(spans == null ? Layer.none() : spans.client());
    }

    /** An endpoint that is the gateway to what was meant has to be told whom a request is for. */
    private static Layer<HttpCall> readdressing(@Nullable String authority) {
        return authority == null
                ? Layer.none()
                : below -> call -> {
                    call.edits().authority(authority);
                    below.call(call);
                };
    }

    private Http2Endpoint connectHttp2(ProxyEndpoint endpoint, Destination.Key key, EndpointMeters of, Runnable gone) {
        Http2Endpoint.Config http2 = new Http2Endpoint.Config(
                endpoint.http2().over(config.http2Client()),
                config.outbound().connectBackoff(),
                config.outbound().pool().idleTimeout());
        return new Http2Endpoint(
                loop, connectors.of(key.redirected()), endpoint.address(), http2, random, of.connections(), gone);
    }

    /** One endpoint for relayed connections: balancers measure how long they take to be made, and count those that are open. */
    EndpointStack<TcpCall> tcp(
            RelayKind kind, ProxyEndpoint endpoint, @Nullable String authority, Destination.Key key) {
        ConnectionMeter connections = meters.connected(endpoint, authority);
        StackMeter stacks = meters.stack(kind.protocol(), "endpoint");
        stacks.created();
        TcpEndpoint bottom = new TcpEndpoint(connectors.of(key.redirected()), endpoint.address(), connections, () -> {
            connections.release();
            stacks.dropped();
        });
        return new EndpointStack<>(stacks.<TcpCall>layer().over(bottom), Gate.ALWAYS_OPEN, bottom::close);
    }
}
