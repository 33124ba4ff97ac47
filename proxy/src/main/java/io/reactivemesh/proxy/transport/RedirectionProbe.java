package io.reactivemesh.proxy.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Finds out whether anything in this network namespace can redirect connections, without rights and without a packet that leaves it.
 *
 * <p>A proxy cannot simply try: its own connections are exempt. But the kernel follows connections only in namespaces where some rule needs
 * that, as every REDIRECT does, and a connection that is not followed has no original destination. So one connection to ourselves tells
 * when redirection is absent. That it is there is not proven: the rule may be another's.
 */
public final class RedirectionProbe {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private RedirectionProbe() {}

    /**
     * Connects to ourselves and looks. Blocks for a moment; not on the event loop.
     *
     * @param loop of the epoll transport
     * @param loopback an address of the loopback interface, which says the family that is looked at
     * @return false = no connection of that family can have been redirected here
     * @throws IOException when this machine has no such address
     */
    public static boolean mayRedirect(EventLoop loop, InetAddress loopback) throws IOException {
        try (ServerSocket here = new ServerSocket(0, 1, loopback)) {
            ChannelFuture connected = new Bootstrap()
                    .group(loop)
                    .channel(EpollSocketChannel.class)
                    .handler(new ChannelInboundHandlerAdapter())
                    .connect(here.getLocalSocketAddress());
            boolean inTime = connected.awaitUninterruptibly(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            if (!inTime || !connected.isSuccess()) {
                // We listen there, so somebody led it away.
                return true;
            }
            EpollSocketChannel channel = (EpollSocketChannel) connected.channel();
            boolean followed = OriginalDestination.fromKernel().of(channel) != null;
            channel.close();
            return followed;
        }
    }
}
