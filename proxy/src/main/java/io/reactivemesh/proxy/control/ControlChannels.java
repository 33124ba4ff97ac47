package io.reactivemesh.proxy.control;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.reactivemesh.proxy.ControlAddress;
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
 * <p>An address is used as it is. A name is resolved to its A and AAAA records by the JDK; the answers are shuffled, one
 * is used, and a lost connection asks again. SRV records are not: a headless Service has an A record for each of its
 * pods, and they share the port that is configured.
 */
public final class ControlChannels {

    private static final Duration PROBE_AFTER = Duration.ofSeconds(10);
    private static final int PROBES = 3;
    private static final Duration UNACKNOWLEDGED = Duration.ofSeconds(30);
    private static final Map<String, ?> SHUFFLED =
            Map.of("loadBalancingConfig", List.of(Map.of("pick_first", Map.of("shuffleAddressList", true))));

    private ControlChannels() {}

    /**
     * A plaintext channel, not connected yet, whose input, output and callbacks all happen on one loop.
     *
     * @param loop an epoll loop if {@code epoll}, else a NIO loop
     */
    public static ManagedChannel plaintext(
            ControlAddress address, Duration connectTimeout, EventLoop loop, boolean epoll) {
        NettyChannelBuilder builder = builder(address)
                .usePlaintext()
                .eventLoopGroup(loop)
                .executor(loop)
                .offloadExecutor(task -> Thread.ofVirtual().name("control-dns").start(task))
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

    private static NettyChannelBuilder builder(ControlAddress address) {
        if (address.host().equals("localhost.")) {
            SocketAddress local = new InetSocketAddress(InetAddress.getLoopbackAddress(), address.port());
            return NettyChannelBuilder.forAddress(local);
        }
        try {
            InetAddress literal = InetAddress.ofLiteral(address.host());
            return NettyChannelBuilder.forAddress((SocketAddress) new InetSocketAddress(literal, address.port()));
        } catch (IllegalArgumentException _) {
            return NettyChannelBuilder.forTarget("dns:///" + address).defaultServiceConfig(SHUFFLED);
        }
    }
}
