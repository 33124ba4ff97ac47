package io.reactivemesh.proxy.control;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.reactivemesh.proxy.ControlAddress;
import io.reactivemesh.proxy.ProxyConfig;
import io.reactivemesh.proxy.ProxyConfig.Backoff;
import io.reactivemesh.proxy.admin.Family;
import io.reactivemesh.proxy.admin.Labels;
import io.reactivemesh.proxy.admin.Metrics;
import io.reactivemesh.proxy.admin.ProxyMetrics;
import io.reactivemesh.proxy.transport.ConnectionMeter;
import io.reactivemesh.proxy.transport.Connector;
import io.reactivemesh.proxy.transport.Http2Endpoint;
import io.reactivemesh.proxy.transport.Loop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Makes channels to the control plane.
 *
 * <p>A dead host is noticed by the kernel: keep-alive probes after 10 s of silence, 30 s for unacknowledged data, both
 * as in the reference. HTTP/2 pings are not sent; a Go server with default settings would answer the third of them by
 * closing the connection.
 *
 * <p>An address is used as it is. A name is found by {@link ControlNameResolver}.
 */
public final class ControlChannels {

    private static final Duration PROBE_AFTER = Duration.ofSeconds(10);
    private static final int PROBES = 3;
    private static final Duration UNACKNOWLEDGED = Duration.ofSeconds(30);

    /** What may be sent ahead on a stream is what an application's server may; answers of any length fit through it. */
    private static final ProxyConfig.Http2 HTTP2 = ProxyConfig.Http2.of(64 * 1024 - 1, 1024 * 1024);

    private static final Duration IDLE = Duration.ofMinutes(1);

    private final EventLoop eventLoop;
    private final ProxyConfig.Dns dns;
    private final Loop transport;
    private final ControlLoop control;
    private final Connector connector;
    private final ConnectionMeter meter;

    /**
     * Creates a maker of channels.
     *
     * @param eventLoop does all input, output and callbacks of the channels; an epoll loop if {@code epoll}, else a NIO loop
     * @param connectTimeout longest wait for a TCP handshake
     * @param dns bounds on how long names are believed
     */
    public ControlChannels(EventLoop eventLoop, boolean epoll, Duration connectTimeout, ProxyConfig.Dns dns) {
        this.eventLoop = eventLoop;
        this.dns = dns;
        this.transport = new Loop(eventLoop, System::nanoTime, InstantSource.system());
        this.control = new ControlLoop(eventLoop, System::nanoTime);
        this.connector = new Connector(transport, options(epoll), connectTimeout, _ -> null);
        this.meter = unseen();
    }

    /** Transport meters tell of the traffic of applications; what this proxy says for itself is not among it. */
    private static ConnectionMeter unseen() {
        List<Family> families = List.of(
                ProxyMetrics.TCP_OPEN_TOTAL,
                ProxyMetrics.TCP_OPEN_CONNECTIONS,
                ProxyMetrics.TCP_READ_BYTES_TOTAL,
                ProxyMetrics.TCP_WRITE_BYTES_TOTAL,
                ProxyMetrics.TCP_CLOSE_TOTAL);
        return new ConnectionMeter(new Metrics(families, System::nanoTime, Duration.ofDays(1)), Labels.NONE);
    }

    private static Bootstrap options(boolean epoll) {
        Bootstrap options = new Bootstrap()
                .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true);
        if (epoll) {
            options.option(EpollChannelOption.TCP_KEEPIDLE, (int) PROBE_AFTER.toSeconds())
                    .option(EpollChannelOption.TCP_KEEPINTVL, (int) PROBE_AFTER.toSeconds())
                    .option(EpollChannelOption.TCP_KEEPCNT, PROBES)
                    .option(EpollChannelOption.TCP_USER_TIMEOUT, (int) UNACKNOWLEDGED.toMillis());
        }
        return options;
    }

    /** Where everything about the channels happens. */
    public EventLoop loop() {
        return eventLoop;
    }

    ControlLoop control() {
        return control;
    }

    /**
     * A plaintext channel, not open yet.
     *
     * @param backoff between attempts to connect, up to a second of it
     * @param random jitter
     * @param metrics told how the address is found, and what happens between us and it
     */
    ControlChannel plaintext(ControlAddress address, Backoff backoff, RandomGenerator random, ControlMetrics metrics) {
        return plaintext(address, addresses(address, metrics), backoff, random, metrics);
    }

    /** A plaintext channel, not open yet, to an address that somebody else finds. */
    ControlChannel plaintext(
            ControlAddress address,
            AddressSource addresses,
            Backoff backoff,
            RandomGenerator random,
            ControlMetrics metrics) {
        ControlChannel channel = new ControlChannel(
                address.toString(), addresses, this::open, backoff, random, transport, control, metrics);
        metrics.follow(channel::lostNanos);
        return channel;
    }

    private Http2Endpoint open(InetSocketAddress address, Backoff backoff, RandomGenerator random) {
        Http2Endpoint.Config config = new Http2Endpoint.Config(HTTP2, backoff, IDLE);
        return new Http2Endpoint(transport, connector, address, config, random, meter, () -> {});
    }

    private AddressSource addresses(ControlAddress address, ControlNameResolver.Observer observer) {
        if (address.host().equals("localhost.")) {
            return AddressSource.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), address.port()));
        }
        try {
            return AddressSource.of(new InetSocketAddress(InetAddress.ofLiteral(address.host()), address.port()));
        } catch (IllegalArgumentException _) {
            return new ControlNameResolver(address, SystemDns.of(eventLoop), dns::clamp, control.timers(), observer);
        }
    }
}
