package io.reactivemesh.proxy.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.reactivemesh.proxy.ProxyConfig.Socket;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Listening sockets that hand each accepted connection to one place, on the event loop that will own it. Any thread. */
public final class Listener implements AutoCloseable {

    /** Takes on accepted connections. */
    @FunctionalInterface
    public interface Acceptor {

        /**
         * A connection is here; nothing has been read from it. Event loop of the connection.
         *
         * @param listen the address it was accepted on
         */
        void accept(SocketChannel channel, InetSocketAddress listen);
    }

    private final List<Channel> channels = new ArrayList<>();

    private Listener() {}

    /**
     * Binds every address, or none.
     *
     * @throws UncheckedIOException naming the address that cannot be bound
     */
    public static Listener bind(
            Sockets sockets,
            Socket accepted,
            OptionalInt backlog,
            List<InetSocketAddress> addresses,
            Acceptor acceptor) {
        Listener listener = new Listener();
        ServerBootstrap bootstrap = sockets.server(accepted, backlog.orElse(0));
        for (InetSocketAddress address : addresses) {
            ChannelFuture bound = bootstrap
                    .clone()
                    .childHandler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel channel) {
                            acceptor.accept(channel, channel.parent().localAddress());
                        }
                    })
                    .bind(address)
                    .awaitUninterruptibly();
            if (!bound.isSuccess()) {
                listener.close();
                throw new UncheckedIOException(
                        new BindException(address + ": " + bound.cause().getMessage()));
            }
            listener.channels.add(bound.channel());
        }
        return listener;
    }

    /** Where it listens, in the order given, with the ports that the system chose. */
    public List<InetSocketAddress> addresses() {
        return channels.stream()
                .map(channel -> (InetSocketAddress) channel.localAddress())
                .toList();
    }

    /** Stops accepting; accepted connections stay. */
    @Override
    public void close() {
        channels.forEach(channel -> channel.close().awaitUninterruptibly());
    }
}
