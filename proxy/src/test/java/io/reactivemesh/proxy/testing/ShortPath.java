package io.reactivemesh.proxy.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.socket.SocketChannel;
import io.reactivemesh.proxy.ProxyConfig.Backoff;
import io.reactivemesh.proxy.ProxyConfig.Http2;
import io.reactivemesh.proxy.ProxyConfig.Pool;
import io.reactivemesh.proxy.ProxyConfig.Socket;
import io.reactivemesh.proxy.admin.ExchangeFamilies;
import io.reactivemesh.proxy.admin.Labels;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.admin.ProxyMetrics;
import io.reactivemesh.proxy.stack.ErrorMeter;
import io.reactivemesh.proxy.stack.ExchangeMeter;
import io.reactivemesh.proxy.stack.Gate;
import io.reactivemesh.proxy.stack.HttpCall;
import io.reactivemesh.proxy.stack.ResponseMeter;
import io.reactivemesh.proxy.stack.Service;
import io.reactivemesh.proxy.transport.Accepted;
import io.reactivemesh.proxy.transport.ConnectionMeter;
import io.reactivemesh.proxy.transport.Connector;
import io.reactivemesh.proxy.transport.Http1Endpoint;
import io.reactivemesh.proxy.transport.Http2Endpoint;
import io.reactivemesh.proxy.transport.HttpSide;
import io.reactivemesh.proxy.transport.Listener;
import io.reactivemesh.proxy.transport.Loop;
import io.reactivemesh.proxy.transport.Sockets;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/**
 * The shortest way through real sockets, connections and meters: everything that is accepted goes through the layers of a test to one
 * endpoint. Closing it checks that no buffer has leaked.
 */
public final class ShortPath implements AutoCloseable {

    /** What a test puts between the clients and the endpoint. */
    @FunctionalInterface
    public interface Layers {

        /**
         * The service of all clients.
         *
         * @param endpoint behind its meters
         * @param gate whether it may be called
         */
        Service<HttpCall> over(Loop loop, Service<HttpCall> endpoint, Gate gate);
    }

    private static final Labels NAME = Labels.of("name", "test");
    private static final Socket PLAIN = new Socket(null, null);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(1), Duration.ofMillis(10), 0);
    private static final Http2 HTTP2 = Http2.of(65_535, 1_048_576);

    private final Metrics metrics = new Metrics(ProxyMetrics.all(), System::nanoTime, Duration.ofMinutes(10));
    private final Sockets sockets = Sockets.open(1);
    private final Loop loop = new Loop(sockets.group().next(), System::nanoTime, InstantSource.system());
    private final Listener listener;
    private final HttpSide side;
    private final Service<HttpCall> top;
    private final boolean http2;

    private ShortPath(InetSocketAddress server, boolean http2, Layers layers) {
        this.http2 = http2;
        ErrorMeter errors =
                new ErrorMeter(metrics, ProxyMetrics.OUTBOUND_HTTP_ERRORS_TOTAL, error -> NAME.and("error", error));
        this.side = new HttpSide(0, 0, true, errors);
        this.top = loop.eventLoop()
                .submit(() -> measured(layers, server))
                .syncUninterruptibly()
                .getNow();
        this.listener = Listener.bind(
                sockets,
                PLAIN,
                OptionalInt.empty(),
                List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                this::accept);
    }

    /** A path of HTTP/1 to that server. */
    public static ShortPath http1(InetSocketAddress server, Layers layers) {
        return new ShortPath(server, false, layers);
    }

    /** A path of HTTP/2 to that server. */
    public static ShortPath http2(InetSocketAddress server, Layers layers) {
        return new ShortPath(server, true, layers);
    }

    private Service<HttpCall> measured(Layers layers, InetSocketAddress server) {
        Connector connector = new Connector(loop, sockets.client(PLAIN), Duration.ofSeconds(1), _ -> null);
        ConnectionMeter connections = new ConnectionMeter(metrics, NAME.and("peer", "dst"));
        ResponseMeter responses = new ResponseMeter(metrics, NAME);
        ExchangeMeter route = new ExchangeMeter(metrics, ExchangeFamilies.OUTBOUND_HTTP_ROUTE, NAME);
        ExchangeMeter backend = new ExchangeMeter(metrics, ExchangeFamilies.OUTBOUND_HTTP_BACKEND, NAME);
        Service<HttpCall> bottom;
        Gate gate;
        if (http2) {
            Http2Endpoint endpoint = new Http2Endpoint(
                    loop,
                    connector,
                    server,
                    new Http2Endpoint.Config(HTTP2, BACKOFF, Duration.ofSeconds(3)),
                    new SplittableRandom(1),
                    connections,
                    () -> {});
            bottom = endpoint;
            gate = endpoint;
        } else {
            bottom = new Http1Endpoint(
                    loop, connector, server, new Pool(100, Duration.ofSeconds(3)), connections, () -> {});
            gate = Gate.ALWAYS_OPEN;
        }
        Service<HttpCall> counted = backend.<HttpCall>asBackend()
                .over(ResponseMeter.<HttpCall>layer(responses).over(bottom));
        return route.<HttpCall>asRoute().over(layers.over(loop, counted, gate));
    }

    private void accept(SocketChannel channel, InetSocketAddress listen) {
        Accepted accepted = Accepted.of(channel, loop).countedBy(new ConnectionMeter(metrics, NAME.and("peer", "src")));
        if (http2) {
            accepted.http2(HTTP2, side, top);
        } else {
            accepted.http1(side, top);
        }
    }

    /** A client. */
    public Wire connect() {
        return Wire.connect(listener.addresses().getFirst());
    }

    /** The sum of the series of that family whose labels contain all of these. */
    public double metric(String family, String... labels) {
        StringBuilder exposition = new StringBuilder();
        metrics.expose(exposition);
        return exposition
                .toString()
                .lines()
                .filter(line -> line.startsWith(family + "{"))
                .filter(line -> List.of(labels).stream().allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Override
    public void close() {
        listener.close();
        loop.eventLoop().submit(loop::closeAll).syncUninterruptibly();
        sockets.close();
        assertThat(RunningProxy.leaks()).as("leaked buffers").isZero();
    }
}
