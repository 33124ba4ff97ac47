package io.reactivemesh.ops.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.reactivemesh.ops.bench.Watch.Kind;
import io.reactivemesh.wire.destination.GetDestination;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Many {@code Destination.Get} streams on few connections, from one thread. Streams go round the connections; the first {@code watchers} of
 * them watch Service 0, the others go round the other Services. Each connection is one pod's proxy. Methods from one thread.
 */
final class WatchClient implements AutoCloseable {
    private static final int CONNECT_MILLIS = 10_000;

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(
            1, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    private final List<Channel> channels = new ArrayList<>();
    private final DiscoveryWork work;
    private final Receipts receipts = new Receipts();

    WatchClient(DiscoveryWork work) {
        this.work = work;
    }

    /**
     * Connects, and opens all streams.
     *
     * @param first what counts as an answer
     * @return their first answers; on the way when this returns
     * @throws BenchFailure when the server can't be reached
     */
    Expectation open(InetSocketAddress server, DiscoveryObjects objects, Set<Kind> first) throws InterruptedException {
        Expectation firstAnswers = new Expectation(work.streams(), _ -> true, work.streams(), first);
        expect(firstAnswers);
        List<List<WatchConnection.Request>> requests = requests(server, objects);
        List<ChannelFuture> connecting = new ArrayList<>();
        for (List<WatchConnection.Request> ofConnection : requests) {
            connecting.add(bootstrap(ofConnection).connect(server));
        }
        for (ChannelFuture future : connecting) {
            channels.add(future.channel());
            if (!future.await().isSuccess()) {
                throw new BenchFailure("can't connect to " + server + ": "
                        + String.valueOf(future.cause().getMessage()));
            }
        }
        return firstAnswers;
    }

    /** From now on, each stream that watches Service 0 is expected to receive one message of this kind. */
    Expectation expectChange(Kind kind) throws InterruptedException {
        Expectation change =
                new Expectation(work.streams(), watch -> watch.service() == 0, work.watchers(), Set.of(kind));
        expect(change);
        return change;
    }

    private void expect(Expectation next) throws InterruptedException {
        group.next().submit(() -> receipts.expect(next)).sync();
    }

    /** Messages so far that nothing was done to cause. */
    long unexpected() throws InterruptedException {
        return group.next().submit(receipts::unexpected).sync().getNow();
    }

    private List<List<WatchConnection.Request>> requests(InetSocketAddress server, DiscoveryObjects objects) {
        Http2Headers headers = new DefaultHttp2Headers()
                .method("POST")
                .scheme("http")
                .authority(server.getHostString() + ":" + server.getPort())
                .path("/io.linkerd.proxy.destination.Destination/Get")
                .set("te", "trailers")
                .set("content-type", "application/grpc");
        List<List<WatchConnection.Request>> byConnection = new ArrayList<>();
        for (int i = 0; i < work.connections(); i++) {
            byConnection.add(new ArrayList<>());
        }
        for (int i = 0; i < work.streams(); i++) {
            int connection = i % work.connections();
            int service = work.serviceOf(i);
            GetDestination asked = GetDestination.newBuilder()
                    .setPath(objects.authority(service))
                    .setContextToken(objects.contextToken(connection))
                    .build();
            byConnection
                    .get(connection)
                    .add(new WatchConnection.Request(new Watch(i, service), headers, message(asked)));
        }
        return byConnection;
    }

    private static ByteBuf message(GetDestination asked) {
        return Unpooled.unreleasableBuffer(Unpooled.buffer(5 + asked.getSerializedSize())
                .writeByte(0)
                .writeInt(asked.getSerializedSize())
                .writeBytes(asked.toByteArray()));
    }

    private Bootstrap bootstrap(List<WatchConnection.Request> requests) {
        return new Bootstrap()
                .group(group)
                .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new WatchConnection(requests, receipts));
                    }
                });
    }

    @Override
    public void close() {
        group.submit(receipts::stop).syncUninterruptibly();
        for (Channel channel : channels) {
            channel.close().syncUninterruptibly();
        }
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** Where all messages arrive; event loop only. */
    private static final class Receipts implements WatchConnection.Listener {
        private @Nullable Expectation expected;
        private long unexpected;
        private boolean stopped;

        void expect(Expectation next) {
            expected = next;
        }

        long unexpected() {
            return unexpected;
        }

        void stop() {
            stopped = true;
        }

        @Override
        public void received(Watch watch, Kind kind) {
            if (expected == null || !expected.accepts(watch, kind, System.nanoTime())) {
                unexpected++;
            }
        }

        @Override
        public void ended(String why) {
            if (!stopped && expected != null) {
                expected.fail(why);
            }
        }
    }
}
