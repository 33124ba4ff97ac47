package io.reactivemesh.proxy.admin;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.IdleStateHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.LongSupplier;

/**
 * The HTTP/1 server that operators, kubelets and scrapers talk to, on one event loop that serves no traffic. Plaintext.
 */
public final class AdminServer implements AutoCloseable {

    private static final int LONGEST_BODY_BYTES = 64 * 1024;
    private static final int IDLE_SECONDS = 300;

    private final Channel channel;

    private AdminServer(Channel channel) {
        this.channel = channel;
    }

    /**
     * Listens; blocks until it does.
     *
     * @param loop an epoll loop if {@code epoll}, else a NIO loop
     * @param policy name of the inbound policy that lets the requests in, for their labels
     * @throws IOException when the address can't be bound
     */
    public static AdminServer listen(
            InetSocketAddress address,
            EventLoop loop,
            boolean epoll,
            AdminRoutes routes,
            Metrics metrics,
            String policy,
            LongSupplier nanoTime)
            throws IOException {
        Class<? extends ServerChannel> type = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loop)
                .channel(type)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new Connections(routes, metrics, policy, nanoTime));
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("admin " + address + ": " + bound.cause().getMessage(), bound.cause());
        }
        return new AdminServer(bound.channel());
    }

    /** Where it listens, with the port the system chose if that was left to it. */
    public InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    /** Stops listening; connections end on their own. Idempotent. */
    @Override
    public void close() {
        channel.close();
    }

    /** Sets up each accepted connection; confined to the loop, as all of them are. */
    private static final class Connections extends ChannelInitializer<Channel> {

        private final AdminRoutes routes;
        private final Metrics metrics;
        private final String policy;
        private final LongSupplier nanoTime;
        private final java.util.Map<InetSocketAddress, AdminMeters> meters = new java.util.HashMap<>();

        Connections(AdminRoutes routes, Metrics metrics, String policy, LongSupplier nanoTime) {
            this.routes = routes;
            this.metrics = metrics;
            this.policy = policy;
            this.nanoTime = nanoTime;
        }

        @Override
        protected void initChannel(Channel accepted) {
            AdminMeters own = meters.computeIfAbsent(
                    (InetSocketAddress) accepted.localAddress(),
                    address -> new AdminMeters(metrics, address, policy, nanoTime));
            accepted.pipeline()
                    .addLast(own)
                    .addLast(new IdleStateHandler(0, 0, IDLE_SECONDS))
                    .addLast(new HttpServerCodec())
                    .addLast(new HttpObjectAggregator(LONGEST_BODY_BYTES))
                    .addLast(new AdminHandler(routes, own));
        }
    }
}
