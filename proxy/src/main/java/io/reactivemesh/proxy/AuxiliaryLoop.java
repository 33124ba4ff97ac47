package io.reactivemesh.proxy;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The one event loop that serves no traffic: admin server and control-plane clients share it, so that a scrape or a
 * large update never delays a request.
 *
 * @param epoll whether it is an epoll loop; else NIO
 */
record AuxiliaryLoop(EventLoopGroup group, EventLoop loop, boolean epoll) implements AutoCloseable {

    static AuxiliaryLoop open() {
        boolean epoll = Epoll.isAvailable();
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(
                1,
                new DefaultThreadFactory("admin", true),
                epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        return new AuxiliaryLoop(group, group.next(), epoll);
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
