package io.reactivemesh.proxy.outbound;

import io.reactivemesh.proxy.ProxyConfig;
import io.reactivemesh.proxy.control.ProxyEndpoint;
import io.reactivemesh.proxy.stack.Gate;
import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.ResponseMeter;
import io.reactivemesh.proxy.stack.Stack;
import io.reactivemesh.proxy.stack.StackMeter;
import io.reactivemesh.proxy.stack.TcpCall;
import io.reactivemesh.proxy.transport.ConnectionMeter;
import io.reactivemesh.proxy.transport.Http1Endpoint;
import io.reactivemesh.proxy.transport.Http2Endpoint;
import io.reactivemesh.proxy.transport.Loop;
import io.reactivemesh.proxy.transport.TcpEndpoint;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The bottom of the outbound path: the stacks of single endpoints.
 *
 * <pre>
 *   HTTP:  identity → meters → connection        TCP:  connection
 * </pre>
 *
 * Event loop only.
 */
final class OutboundEndpoints {

    private final ProxyConfig config;
    private final Loop loop;
    private final OutboundMeters meters;
    private final OutboundConnectors connectors;
    private final RandomGenerator random;
    private final Http2Endpoint.Config http2Client;

    /** Creates the builder of a loop; {@code random} is for the jitter of reconnects. */
    OutboundEndpoints(
            ProxyConfig config,
            Loop loop,
            OutboundMeters meters,
            OutboundConnectors connectors,
            RandomGenerator random) {
        this.config = config;
        this.loop = loop;
        this.meters = meters;
        this.connectors = connectors;
        this.random = random;
        this.http2Client = new Http2Endpoint.Config(
                config.http2Client(),
                config.outbound().connectBackoff(),
                config.outbound().pool().idleTimeout());
    }

    /** One endpoint for HTTP/1: it may always be called, a connection that cannot be made is the request's failure. */
    EndpointStack<HttpCall> http1(ProxyEndpoint endpoint, @Nullable String authority, Destination.Key key) {
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
                () -> release(responses, connections, stacks));
        return new EndpointStack<>(layers(responses, stacks).on(bottom), Gate.ALWAYS_OPEN, bottom::close);
    }

    /** One endpoint for HTTP/2: it may be called while it is connected. */
    EndpointStack<HttpCall> http2(ProxyEndpoint endpoint, @Nullable String authority, Destination.Key key) {
        ResponseMeter responses = meters.responses(endpoint, authority);
        ConnectionMeter connections = meters.connected(endpoint, authority);
        StackMeter stacks = meters.stack("http", "endpoint");
        stacks.created();
        Http2Endpoint bottom = new Http2Endpoint(
                loop,
                connectors.of(key.redirected()),
                endpoint.address(),
                http2Client,
                random,
                connections,
                () -> release(responses, connections, stacks));
        return new EndpointStack<>(layers(responses, stacks).on(bottom), bottom, bottom::close);
    }

    private static Stack<HttpCall> layers(ResponseMeter responses, StackMeter stacks) {
        return Stack.top(stacks.<HttpCall>layer())
                // Above the meters: a request that demands another identity was never this endpoint's.
                .then(RequireIdentity.of(null))
                // Above the connection: a failed connect counts as a response of this endpoint.
                .then(ResponseMeter.layer(responses));
    }

    private static void release(ResponseMeter responses, ConnectionMeter connections, StackMeter stacks) {
        responses.release();
        connections.release();
        stacks.dropped();
    }

    /** One endpoint for opaque connections: the measurement that the balancer wants is the connect itself. */
    EndpointStack<TcpCall> tcp(ProxyEndpoint endpoint, @Nullable String authority, Destination.Key key) {
        ConnectionMeter connections = meters.connected(endpoint, authority);
        StackMeter stacks = meters.stack("opaq", "endpoint");
        stacks.created();
        TcpEndpoint bottom = new TcpEndpoint(connectors.of(key.redirected()), endpoint.address(), connections, () -> {
            connections.release();
            stacks.dropped();
        });
        return new EndpointStack<>(stacks.<TcpCall>layer().over(bottom), Gate.ALWAYS_OPEN, bottom::close);
    }
}
