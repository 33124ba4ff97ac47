package io.reactivemesh.proxy.control;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.reactivemesh.proxy.ControlAddress;
import io.reactivemesh.proxy.ProxyConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Channels to the control plane.
 *
 * <p>A dead host is noticed by the kernel: keep-alive probes after 10 s of silence, 30 s for unacknowledged data, both
 * as in the reference. HTTP/2 pings are not sent; a Go server with default settings would answer the third of them by
 * closing the connection.
 *
 * <p>An address is used as it is. A name is found by {@link ControlNameResolver}; the answers are shuffled, and one is used.
 *
 * @param loop does all input, output and callbacks of the channels; an epoll loop if {@code epoll}, else a NIO loop
 * @param connectTimeout longest wait for a TCP handshake
 * @param dns bounds on how long names are believed
 */
public record ControlChannels(EventLoop loop, boolean epoll, Duration connectTimeout, ProxyConfig.Dns dns) {

    private static final Duration PROBE_AFTER = Duration.ofSeconds(10);
    private static final int PROBES = 3;
    private static final Duration UNACKNOWLEDGED = Duration.ofSeconds(30);
    private static final Map<String, ?> SHUFFLED =
            Map.of("loadBalancingConfig", List.of(Map.of("pick_first", Map.of("shuffleAddressList", true))));

    /**
     * A plaintext channel, not connected yet.
     *
     * @param observer told how the name is found, if the address is one
     */
    public ManagedChannel plaintext(ControlAddress address, ControlMetrics observer) {
        NettyChannelBuilder builder = builder(address, observer)
                .usePlaintext()
                .eventLoopGroup(loop)
                .executor(loop)
                .disableRetry()
                .idleTimeout(365, TimeUnit.DAYS)
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) connectTimeout.toMillis())
                .withOption(ChannelOption.SO_KEEPALIVE, true);
        if (epoll) {
            builder.channelType(EpollSocketChannel.class, InetSocketAddress.class)
                    .withOption(EpollChannelOption.TCP_KEEPIDLE, (int) PROBE_AFTER.toSeconds())
                    .withOption(EpollChannelOption.TCP_KEEPINTVL, (int) PROBE_AFTER.toSeconds())
                    .withOption(EpollChannelOption.TCP_KEEPCNT, PROBES)
                    .withOption(EpollChannelOption.TCP_USER_TIMEOUT, (int) UNACKNOWLEDGED.toMillis());
        } else {
            builder.channelType(NioSocketChannel.class, InetSocketAddress.class);
        }
        return builder.build();
    }

    private NettyChannelBuilder builder(ControlAddress address, ControlNameResolver.Observer observer) {
        if (address.host().equals("localhost.")) {
            SocketAddress local = new InetSocketAddress(InetAddress.getLoopbackAddress(), address.port());
            return NettyChannelBuilder.forAddress(local);
        }
        try {
            InetAddress literal = InetAddress.ofLiteral(address.host());
            return NettyChannelBuilder.forAddress((SocketAddress) new InetSocketAddress(literal, address.port()));
        } catch (IllegalArgumentException _) {
            return ControlNames.channel(
                            address.toString(),
                            () -> new ControlNameResolver(
                                    address, SystemDns.of(loop), dns::clamp, ControlLoop.timers(loop), observer))
                    .defaultServiceConfig(SHUFFLED);
        }
    }
}
