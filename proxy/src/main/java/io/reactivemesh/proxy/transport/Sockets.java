package io.reactivemesh.proxy.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.reactivemesh.proxy.ProxyConfig.Socket;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The transport of a proxy: event loops, buffers, socket options. Native epoll where it is there, NIO elsewhere.
 *
 * <p>Any thread.
 */
public final class Sockets implements AutoCloseable {

    private static final int PAGE_BYTES = 8 * 1024;

    /** 512 KiB chunks: a loop's arena is small, and what a burst needed beyond it is given back. */
    private static final int CHUNK_ORDER = 6;

    private final EventLoopGroup group;
    private final boolean epoll;
    private final ByteBufAllocator allocator;

    private Sockets(EventLoopGroup group, boolean epoll, int workers) {
        this.group = group;
        this.epoll = epoll;
        this.allocator = new PooledByteBufAllocator(true, 0, workers, PAGE_BYTES, CHUNK_ORDER, 64, 32, false);
    }

    /** Starts {@code workers} event loops on the best transport of this machine. */
    public static Sockets open(int workers) {
        return open(workers, Epoll.isAvailable());
    }

    /** Starts {@code workers} event loops on the transport asked for. */
    public static Sockets open(int workers, boolean epoll) {
        // By default Netty records a stack trace for one buffer in 128: 3 % of our CPU. A level asked for stays.
        if (ResourceLeakDetector.getLevel() == ResourceLeakDetector.Level.SIMPLE) {
            ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        }
        var threads = new DefaultThreadFactory("proxy", true);
        var handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        return new Sockets(new MultiThreadIoEventLoopGroup(workers, threads, handlers), epoll, workers);
    }

    /** The event loops. */
    public EventLoopGroup group() {
        return group;
    }

    /** Whether redirected connections can be told from others. */
    public boolean knowsRedirection() {
        return epoll;
    }

    /**
     * Options for listening. Accepted connections do not read until told to.
     *
     * @param backlog as {@code listen(2)} wants it; 0 = the system's
     */
    ServerBootstrap server(Socket accepted, int backlog) {
        Class<? extends ServerChannel> type = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(group)
                .channel(type)
                .option(ChannelOption.SO_REUSEADDR, true)
                .handler(new BetweenTurns())
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOCATOR, allocator)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, receiveBuffers())
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        if (backlog > 0) {
            bootstrap.option(ChannelOption.SO_BACKLOG, backlog);
        }
        if (accepted.keepAlive() != null) {
            bootstrap.childOption(ChannelOption.SO_KEEPALIVE, true);
        }
        if (epoll && accepted.keepAlive() != null) {
            bootstrap.childOption(EpollChannelOption.TCP_KEEPIDLE, seconds(accepted.keepAlive()));
        }
        if (epoll && accepted.userTimeout() != null) {
            bootstrap.childOption(EpollChannelOption.TCP_USER_TIMEOUT, millis(accepted.userTimeout()));
        }
        return bootstrap;
    }

    /** Options for connecting; the loop and the handler are still to be set. */
    public Bootstrap client(Socket connected) {
        Class<? extends Channel> type = epoll ? EpollSocketChannel.class : NioSocketChannel.class;
        Bootstrap bootstrap = new Bootstrap()
                .channel(type)
                .option(ChannelOption.ALLOCATOR, allocator)
                .option(ChannelOption.RECVBUF_ALLOCATOR, receiveBuffers())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true);
        if (connected.keepAlive() != null) {
            bootstrap.option(ChannelOption.SO_KEEPALIVE, true);
        }
        if (epoll && connected.keepAlive() != null) {
            bootstrap.option(EpollChannelOption.TCP_KEEPIDLE, seconds(connected.keepAlive()));
        }
        if (epoll && connected.userTimeout() != null) {
            bootstrap.option(EpollChannelOption.TCP_USER_TIMEOUT, millis(connected.userTimeout()));
        }
        return bootstrap;
    }

    /** Grows with what arrives: a head takes 2 KiB, a transfer up to 64 KiB a read. */
    private static AdaptiveRecvByteBufAllocator receiveBuffers() {
        return new AdaptiveRecvByteBufAllocator(512, 2048, 64 * 1024);
    }

    private static int seconds(@Nullable Duration duration) {
        return duration == null ? 0 : Math.toIntExact(Math.max(1, duration.toSeconds()));
    }

    private static int millis(@Nullable Duration duration) {
        return duration == null ? 0 : Math.toIntExact(duration.toMillis());
    }

    /**
     * Lets accepted connections begin between turns of the event loop. Within one, a new socket may have got the number of one that was
     * closed in it, and would be told of events that the turn still holds for that one: such as that the peer has gone.
     */
    @ChannelHandler.Sharable
    private static final class BetweenTurns extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object accepted) {
            ctx.executor().execute(() -> ctx.fireChannelRead(accepted));
        }
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
